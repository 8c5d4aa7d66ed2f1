(* What the proofs of symdiff rest on, proved from Coq's standard library alone: derivatives of compositions, a lemma per
   step of a derivation, and the equality of two formulas by their normal forms. *)
Require Import Reals Lra Psatz ZArith QArith Qreals Qreduction List Ring_theory Ring_polynom InitialRing.
Require Import RealField.
Import ListNotations.
Open Scope R_scope.

(* Functions that the library lacks. *)
Definition sec u := / cos u.
Definition csc u := / sin u.
Definition cot u := cos u / sin u.
Definition sech u := / cosh u.
Definition csch u := / sinh u.
Definition coth u := cosh u / sinh u.
Definition acot u := atan (/ u).
Definition asec u := acos (/ u).
Definition acsc u := asin (/ u).
Definition acosh u := ln (u + sqrt (u ^ 2 - 1)).
Definition atanh u := (ln (1 + u) - ln (1 - u)) / 2.
Definition acoth u := atanh (/ u).
Definition asech u := acosh (/ u).
Definition acsch u := arcsinh (/ u).
Definition sgn u := if Rlt_dec 0 u then 1 else if Rlt_dec u 0 then -1 else 0.
(* The real root of odd degree n. *)
Definition root (n u : R) := sgn u * Rpower (Rabs u) (1 / n).

Notation D := derivable_pt_lim (only parsing).

(* A step of a derivation: f and g are what stands inside, a and b their derivatives. *)
Section Steps.
Variables (f g : R -> R) (x a b : R).
Hypotheses (F : D f x a) (G : D g x b).

Lemma chain h c : D h (f x) c -> D (fun t => h (f t)) x (c * a).
Proof. intro H. exact (derivable_pt_lim_comp f h x a c F H). Qed.

Lemma d_plus : D (fun t => f t + g t) x (a + b).
Proof. exact (derivable_pt_lim_plus f g x a b F G). Qed.

Lemma d_minus : D (fun t => f t - g t) x (a - b).
Proof. exact (derivable_pt_lim_minus f g x a b F G). Qed.

Lemma d_opp : D (fun t => - f t) x (- a).
Proof. exact (derivable_pt_lim_opp f x a F). Qed.

Lemma d_mult : D (fun t => f t * g t) x (a * g x + f x * b).
Proof. exact (derivable_pt_lim_mult f g x a b F G). Qed.

Lemma d_inv : f x <> 0 -> D (fun t => / f t) x (- (a / f x ^ 2)).
Proof.
  intro H. apply (derivable_pt_lim_locally_ext (fct_cte 1 / f)%F _ x (x - 1) (x + 1)); try lra.
  - intros z _. unfold div_fct, fct_cte, Rdiv. ring.
  - replace (- (a / f x ^ 2)) with ((0 * f x - a * fct_cte 1 x) / Rsqr (f x)).
    apply derivable_pt_lim_div; auto. apply derivable_pt_lim_const.
    unfold fct_cte, Rsqr. field. exact H.
Qed.

Lemma d_pow n : D (fun t => f t ^ n) x (IZR (Z.of_nat n) * f x ^ pred n * a).
Proof. rewrite <- INR_IZR_INZ. apply (chain (fun y => y ^ n)). apply derivable_pt_lim_pow. Qed.

Lemma d_sqrt : 0 < f x -> D (fun t => sqrt (f t)) x (a / (2 * sqrt (f x))).
Proof.
  intro H. replace (a / (2 * sqrt (f x))) with (/ (2 * sqrt (f x)) * a) by (unfold Rdiv; ring).
  apply (chain sqrt). apply derivable_pt_lim_sqrt. exact H.
Qed.

Lemma d_exp : D (fun t => exp (f t)) x (exp (f x) * a).
Proof. apply (chain exp). apply derivable_pt_lim_exp. Qed.

Lemma d_ln : 0 < f x -> D (fun t => ln (f t)) x (a / f x).
Proof.
  intro H. replace (a / f x) with (/ f x * a) by (unfold Rdiv; ring).
  apply (chain ln). apply derivable_pt_lim_ln. exact H.
Qed.

Lemma d_sin : D (fun t => sin (f t)) x (cos (f x) * a).
Proof. apply (chain sin). apply derivable_pt_lim_sin. Qed.

Lemma d_cos : D (fun t => cos (f t)) x (- sin (f x) * a).
Proof. apply (chain cos). apply derivable_pt_lim_cos. Qed.

Lemma d_sinh : D (fun t => sinh (f t)) x (cosh (f x) * a).
Proof. apply (chain sinh). apply derivable_pt_lim_sinh. Qed.

Lemma d_cosh : D (fun t => cosh (f t)) x (sinh (f x) * a).
Proof. apply (chain cosh). apply derivable_pt_lim_cosh. Qed.

Lemma d_atan : D (fun t => atan (f t)) x (a / (1 + f x ^ 2)).
Proof.
  replace (a / (1 + f x ^ 2)) with (/ (1 + f x ^ 2) * a) by (unfold Rdiv; ring).
  apply (chain atan). apply derivable_pt_lim_atan.
Qed.

Lemma d_asinh : D (fun t => arcsinh (f t)) x (a / sqrt (1 + f x ^ 2)).
Proof.
  replace (a / sqrt (1 + f x ^ 2)) with (/ sqrt (f x ^ 2 + 1) * a).
  apply (chain arcsinh). apply derivable_pt_lim_arcsinh.
  rewrite (Rplus_comm (f x ^ 2)). unfold Rdiv. ring.
Qed.

Lemma d_asin : -1 < f x < 1 -> D (fun t => asin (f t)) x (a / sqrt (1 - f x ^ 2)).
Proof.
  intro H. replace (a / sqrt (1 - f x ^ 2)) with (1 / sqrt (1 - (f x)²) * a).
  apply (chain asin). rewrite <- (derive_pt_asin (f x) H). apply derive_pt_eq_1 with (derivable_pt_asin (f x) H). reflexivity.
  unfold Rsqr. simpl. rewrite Rmult_1_r. unfold Rdiv. ring.
Qed.

Lemma d_acos : -1 < f x < 1 -> D (fun t => acos (f t)) x (- (a / sqrt (1 - f x ^ 2))).
Proof.
  intro H. replace (- (a / sqrt (1 - f x ^ 2))) with (-1 / sqrt (1 - (f x)²) * a).
  apply (chain acos). rewrite <- (derive_pt_acos (f x) H). apply derive_pt_eq_1 with (derivable_pt_acos (f x) H). reflexivity.
  unfold Rsqr. simpl. rewrite Rmult_1_r. unfold Rdiv. ring.
Qed.

(* Forms of the same for one operand that stands still. *)
Lemma d_plus_l c : D (fun t => c + f t) x a.
Proof. replace a with (0 + a) by ring. apply (derivable_pt_lim_plus (fct_cte c) f); auto. apply derivable_pt_lim_const. Qed.

Lemma d_plus_r c : D (fun t => f t + c) x a.
Proof. replace a with (a + 0) by ring. apply (derivable_pt_lim_plus f (fct_cte c)); auto. apply derivable_pt_lim_const. Qed.

Lemma d_minus_l c : D (fun t => c - f t) x (- a).
Proof. replace (- a) with (0 - a) by ring. apply (derivable_pt_lim_minus (fct_cte c) f); auto. apply derivable_pt_lim_const. Qed.

Lemma d_minus_r c : D (fun t => f t - c) x a.
Proof. replace a with (a - 0) by ring. apply (derivable_pt_lim_minus f (fct_cte c)); auto. apply derivable_pt_lim_const. Qed.

Lemma d_mult_l c : D (fun t => c * f t) x (c * a).
Proof. apply (derivable_pt_lim_scal f). exact F. Qed.

Lemma d_mult_r c : D (fun t => f t * c) x (a * c).
Proof. apply (derivable_pt_lim_scal_right f). exact F. Qed.

Lemma d_div_r c : D (fun t => f t / c) x (a / c).
Proof. exact (derivable_pt_lim_scal_right f x a (/ c) F). Qed.

End Steps.

Lemma d_const c x : D (fun _ => c) x 0.
Proof. exact (derivable_pt_lim_const c x). Qed.

Lemma d_id x : D (fun t => t) x 1.
Proof. exact (derivable_pt_lim_id x). Qed.

Lemma d_ext f g x a : D g x a -> (forall t, g t = f t) -> D f x a.
Proof. intros G E. apply (derivable_pt_lim_ext g f x a E G). Qed.

Lemma d_eq f x a c : D f x a -> a = c -> D f x c.
Proof. intros F E. rewrite <- E. exact F. Qed.

(* Where two functions are the same just around x. *)
Lemma d_near f g x a l u : l < x < u -> (forall t, l < t < u -> g t = f t) -> D g x a -> D f x a.
Proof. intros H E G. apply (derivable_pt_lim_locally_ext g f x l u a H E G). Qed.

Ltac nz := first [assumption | intro; lra | intro; nra].

Section More.
Variables (f g : R -> R) (x a b : R).
Hypotheses (F : D f x a) (G : D g x b).

Lemma d_div : g x <> 0 -> D (fun t => f t / g t) x (a / g x - f x * b / g x ^ 2).
Proof.
  intro H. apply (d_eq _ _ (a * / g x + f x * - (b / g x ^ 2))).
  - apply (d_mult f (fun t => / g t) x); auto. apply d_inv; auto.
  - field. exact H.
Qed.

Lemma d_div_l c : g x <> 0 -> D (fun t => c / g t) x (- (c * b / g x ^ 2)).
Proof.
  intro H. apply (d_eq _ _ (c * - (b / g x ^ 2))).
  - apply (d_mult_l (fun t => / g t)). apply d_inv; auto.
  - field. exact H.
Qed.

(* A power with a fixed exponent, of a base above 0. *)
Lemma d_rpower r : 0 < f x -> D (fun t => Rpower (f t) r) x (r * Rpower (f x) (r - 1) * a).
Proof. intro H. apply (chain f x a F (fun y => Rpower y r)). apply derivable_pt_lim_power. exact H. Qed.

(* A fixed base above 0. *)
Lemma d_exponential c : D (fun t => Rpower c (f t)) x (Rpower c (f x) * (a * ln c)).
Proof. apply (d_exp (fun t => f t * ln c)). apply d_mult_r. exact F. Qed.

Lemma d_power : 0 < f x -> D (fun t => Rpower (f t) (g t)) x (Rpower (f x) (g x) * (b * ln (f x) + g x * (a / f x))).
Proof. intro H. apply (d_exp (fun t => g t * ln (f t))). apply (d_mult g (fun t => ln (f t))); auto. apply d_ln; auto. Qed.

Lemma d_tan : cos (f x) <> 0 -> D (fun t => tan (f t)) x (sec (f x) ^ 2 * a).
Proof.
  intro H. apply (d_eq _ _ (cos (f x) * a * / cos (f x) + sin (f x) * - (- sin (f x) * a / cos (f x) ^ 2))).
  - apply (derivable_pt_lim_ext (fun t => sin (f t) * / cos (f t))). reflexivity.
    apply (d_mult (fun t => sin (f t)) (fun t => / cos (f t))). apply d_sin; auto.
    apply (d_inv (fun t => cos (f t))); auto. apply d_cos; auto.
  - unfold sec. transitivity ((sin (f x) ^ 2 + cos (f x) ^ 2) * a / cos (f x) ^ 2). field. exact H.
    replace (sin (f x) ^ 2 + cos (f x) ^ 2) with 1 by (generalize (sin2_cos2 (f x)); unfold Rsqr; simpl; lra). field. exact H.
Qed.

Lemma d_cot : sin (f x) <> 0 -> D (fun t => cot (f t)) x (- csc (f x) ^ 2 * a).
Proof.
  intro H. apply (d_eq _ _ (- sin (f x) * a * / sin (f x) + cos (f x) * - (cos (f x) * a / sin (f x) ^ 2))).
  - apply (d_mult (fun t => cos (f t)) (fun t => / sin (f t))). apply d_cos; auto.
    apply (d_inv (fun t => sin (f t))); auto. apply d_sin; auto.
  - unfold csc. transitivity (- ((sin (f x) ^ 2 + cos (f x) ^ 2) * a / sin (f x) ^ 2)). field. exact H.
    replace (sin (f x) ^ 2 + cos (f x) ^ 2) with 1 by (generalize (sin2_cos2 (f x)); unfold Rsqr; simpl; lra). field. exact H.
Qed.

Lemma d_sec : cos (f x) <> 0 -> D (fun t => sec (f t)) x (sec (f x) * tan (f x) * a).
Proof.
  intro H. apply (d_eq _ _ (- (- sin (f x) * a / cos (f x) ^ 2))).
  - apply (d_inv (fun t => cos (f t))); auto. apply d_cos; auto.
  - unfold sec, tan. field. exact H.
Qed.

Lemma d_csc : sin (f x) <> 0 -> D (fun t => csc (f t)) x (- csc (f x) * cot (f x) * a).
Proof.
  intro H. apply (d_eq _ _ (- (cos (f x) * a / sin (f x) ^ 2))).
  - apply (d_inv (fun t => sin (f t))); auto. apply d_sin; auto.
  - unfold csc, cot. field. exact H.
Qed.

Lemma cosh_pos u : 0 < cosh u.
Proof. unfold cosh. generalize (exp_pos u) (exp_pos (- u)). lra. Qed.

Lemma cosh_nz u : cosh u <> 0.
Proof. generalize (cosh_pos u). lra. Qed.

Lemma square_cosh u : cosh u ^ 2 = 1 + sinh u ^ 2.
Proof. generalize (exp_plus u (- u)). rewrite Rplus_opp_r, exp_0. unfold cosh, sinh. intro E. nra. Qed.

Lemma square_tanh u : tanh u ^ 2 = 1 - sech u ^ 2.
Proof.
  unfold tanh, sech. assert (H := cosh_nz u). apply Rmult_eq_reg_r with (cosh u ^ 2). 2: now apply pow_nonzero.
  replace ((sinh u / cosh u) ^ 2 * cosh u ^ 2) with (sinh u ^ 2) by (field; exact H).
  replace ((1 - (/ cosh u) ^ 2) * cosh u ^ 2) with (cosh u ^ 2 - 1) by (field; exact H).
  rewrite square_cosh. ring.
Qed.

Lemma square_coth u : sinh u <> 0 -> coth u ^ 2 = 1 + csch u ^ 2.
Proof.
  intro H. unfold coth, csch. apply Rmult_eq_reg_r with (sinh u ^ 2). 2: now apply pow_nonzero.
  replace ((cosh u / sinh u) ^ 2 * sinh u ^ 2) with (cosh u ^ 2) by (field; exact H).
  replace ((1 + (/ sinh u) ^ 2) * sinh u ^ 2) with (sinh u ^ 2 + 1) by (field; exact H).
  rewrite square_cosh. ring.
Qed.

Lemma square_cos u : cos u ^ 2 = 1 - sin u ^ 2.
Proof. generalize (sin2_cos2 u). unfold Rsqr. intro. simpl. lra. Qed.

Lemma d_tanh : D (fun t => tanh (f t)) x (sech (f x) ^ 2 * a).
Proof.
  assert (H := cosh_nz (f x)). apply (d_eq _ _ (cosh (f x) * a * / cosh (f x) + sinh (f x) * - (sinh (f x) * a / cosh (f x) ^ 2))).
  - apply (d_mult (fun t => sinh (f t)) (fun t => / cosh (f t))). apply d_sinh; auto. apply (d_inv (fun t => cosh (f t))); auto. apply d_cosh; auto.
  - unfold sech. replace (sinh (f x) * - (sinh (f x) * a / cosh (f x) ^ 2)) with (- ((cosh (f x) ^ 2 - 1) * a / cosh (f x) ^ 2)).
    field. exact H. rewrite square_cosh. field. rewrite <- square_cosh. now apply pow_nonzero.
Qed.

Lemma d_coth : sinh (f x) <> 0 -> D (fun t => coth (f t)) x (- csch (f x) ^ 2 * a).
Proof.
  intro H. apply (d_eq _ _ (sinh (f x) * a * / sinh (f x) + cosh (f x) * - (cosh (f x) * a / sinh (f x) ^ 2))).
  - apply (d_mult (fun t => cosh (f t)) (fun t => / sinh (f t))). apply d_cosh; auto. apply (d_inv (fun t => sinh (f t))); auto. apply d_sinh; auto.
  - unfold csch. replace (cosh (f x) * - (cosh (f x) * a / sinh (f x) ^ 2)) with (- (cosh (f x) ^ 2 * a / sinh (f x) ^ 2)) by (field; exact H).
    rewrite square_cosh. field. exact H.
Qed.

Lemma d_sech : D (fun t => sech (f t)) x (- sech (f x) * tanh (f x) * a).
Proof.
  assert (H := cosh_nz (f x)). apply (d_eq _ _ (- (sinh (f x) * a / cosh (f x) ^ 2))).
  - apply (d_inv (fun t => cosh (f t))); auto. apply d_cosh; auto.
  - unfold sech, tanh. field. exact H.
Qed.

Lemma d_csch : sinh (f x) <> 0 -> D (fun t => csch (f t)) x (- csch (f x) * coth (f x) * a).
Proof.
  intro H. apply (d_eq _ _ (- (cosh (f x) * a / sinh (f x) ^ 2))).
  - apply (d_inv (fun t => sinh (f t))); auto. apply d_sinh; auto.
  - unfold csch, coth. field. exact H.
Qed.

(* 1 < |u|, the same for the square. *)
Lemma outside u : 1 < Rabs u -> u <> 0 /\ 0 < u ^ 2 - 1 /\ -1 < / u < 1 /\ 0 < Rabs u.
Proof.
  intro H. assert (N : u <> 0) by (intros ->; rewrite Rabs_R0 in H; lra). split; [exact N|].
  split. rewrite <- pow2_abs. nra.
  split; [|lra]. assert (I : Rabs (/ u) < 1).
  { rewrite Rabs_inv. rewrite <- Rinv_1. apply Rinv_lt_contravar; lra. }
  apply Rabs_def2 in I. lra.
Qed.

Lemma inside u : -1 < u < 1 -> 0 < 1 - u ^ 2.
Proof. intro H. nra. Qed.

Lemma above_one u : 1 < u -> 0 < u ^ 2 - 1.
Proof. intro H. nra. Qed.

Lemma sqrt_of_inverse u : 1 < Rabs u -> sqrt (1 - (/ u) ^ 2) = sqrt (u ^ 2 - 1) / Rabs u.
Proof.
  intro H. destruct (outside u H) as (N & P & _ & A). rewrite <- (sqrt_pow2 (Rabs u)) by lra. rewrite pow2_abs.
  rewrite <- sqrt_div_alt. f_equal. field. exact N. rewrite <- pow2_abs. nra.
Qed.

Lemma sqrt_nz u : 0 < u -> sqrt u <> 0.
Proof. intro H. generalize (sqrt_lt_R0 u H). lra. Qed.

Lemma d_asec : 1 < Rabs (f x) -> D (fun t => asec (f t)) x (a / (Rabs (f x) * sqrt (f x ^ 2 - 1))).
Proof.
  intro H. destruct (outside (f x) H) as (N & P & I & A). assert (S := sqrt_nz _ P).
  apply (d_eq _ _ (- (- (a / f x ^ 2) / sqrt (1 - (/ f x) ^ 2)))).
  - apply (d_acos (fun t => / f t)); auto. apply d_inv; auto.
  - rewrite sqrt_of_inverse by exact H. rewrite <- (pow2_abs (f x)) at 1. field. split; nz.
Qed.

Lemma d_acsc : 1 < Rabs (f x) -> D (fun t => acsc (f t)) x (- (a / (Rabs (f x) * sqrt (f x ^ 2 - 1)))).
Proof.
  intro H. destruct (outside (f x) H) as (N & P & I & A). assert (S := sqrt_nz _ P).
  apply (d_eq _ _ (- (a / f x ^ 2) / sqrt (1 - (/ f x) ^ 2))).
  - apply (d_asin (fun t => / f t)); auto. apply d_inv; auto.
  - rewrite sqrt_of_inverse by exact H. rewrite <- (pow2_abs (f x)) at 1. field. split; nz.
Qed.

Lemma d_acot : f x <> 0 -> D (fun t => acot (f t)) x (- (a / (1 + f x ^ 2))).
Proof.
  intro H. apply (d_eq _ _ (- (a / f x ^ 2) / (1 + (/ f x) ^ 2))).
  - apply (d_atan (fun t => / f t)). apply d_inv; auto.
  - field. repeat split; nz.
Qed.

Lemma d_acosh : 1 < f x -> D (fun t => acosh (f t)) x (a / sqrt (f x ^ 2 - 1)).
Proof.
  intro H. assert (P := above_one _ H). assert (S := sqrt_lt_R0 _ P).
  apply (d_eq _ _ ((a + (IZR (Z.of_nat 2) * f x ^ pred 2 * a) / (2 * sqrt (f x ^ 2 - 1))) / (f x + sqrt (f x ^ 2 - 1)))).
  - apply (d_ln (fun t => f t + sqrt (f t ^ 2 - 1))). 2: lra. apply (d_plus f (fun t => sqrt (f t ^ 2 - 1))); auto.
    apply (d_sqrt (fun t => f t ^ 2 - 1)). 2: exact P. apply (d_minus_r (fun t => f t ^ 2)). apply (d_pow f x a F 2).
  - simpl. field. simpl in S. split; nz.
Qed.

Lemma d_atanh : -1 < f x < 1 -> D (fun t => atanh (f t)) x (a / (1 - f x ^ 2)).
Proof.
  intro H. assert (P := inside _ H). apply (d_eq _ _ ((a / (1 + f x) - - a / (1 - f x)) / 2)).
  - apply (d_div_r (fun t => ln (1 + f t) - ln (1 - f t))). apply (d_minus (fun t => ln (1 + f t)) (fun t => ln (1 - f t))).
    + apply (d_ln (fun t => 1 + f t)). 2: lra. apply (d_plus_l f); auto.
    + apply (d_ln (fun t => 1 - f t)). 2: lra. apply (d_minus_l f); auto.
  - destruct H. field. split; [|split]; nz.
Qed.

End More.

Section Inverses.
Variables (f g : R -> R) (x a b : R).
Hypotheses (F : D f x a) (G : D g x b).

Lemma d_acoth : 1 < Rabs (f x) -> D (fun t => acoth (f t)) x (a / (1 - f x ^ 2)).
Proof.
  intro H. destruct (outside (f x) H) as (N & P & I & A).
  apply (d_eq _ _ (- (a / f x ^ 2) / (1 - (/ f x) ^ 2))).
  - apply (d_atanh (fun t => / f t)); auto. apply d_inv; auto.
  - field. repeat split; nz.
Qed.

Lemma d_asech : 0 < f x < 1 -> D (fun t => asech (f t)) x (- (a / (f x * sqrt (1 - f x ^ 2)))).
Proof.
  intro H. assert (P : 0 < 1 - f x ^ 2) by nra. assert (S := sqrt_nz _ P).
  assert (I : 1 < / f x) by (rewrite <- Rinv_1 at 1; apply Rinv_lt_contravar; lra).
  apply (d_eq _ _ (- (a / f x ^ 2) / sqrt ((/ f x) ^ 2 - 1))).
  - apply (d_acosh (fun t => / f t)); auto. apply d_inv; auto; lra.
  - replace ((/ f x) ^ 2 - 1) with ((1 - f x ^ 2) / f x ^ 2) by (field; lra).
    rewrite sqrt_div_alt by nra. rewrite sqrt_pow2 by lra. field. split; nz.
Qed.

Lemma d_acsch : f x <> 0 -> D (fun t => acsch (f t)) x (- (a / (Rabs (f x) * sqrt (1 + f x ^ 2)))).
Proof.
  intro H. assert (P : 0 < 1 + f x ^ 2) by nra. assert (S := sqrt_nz _ P). assert (A := Rabs_pos_lt _ H).
  apply (d_eq _ _ (- (a / f x ^ 2) / sqrt (1 + (/ f x) ^ 2))).
  - apply (d_asinh (fun t => / f t)). apply d_inv; auto.
  - replace (1 + (/ f x) ^ 2) with ((1 + f x ^ 2) / Rabs (f x) ^ 2) by (rewrite pow2_abs; field; exact H).
    rewrite sqrt_div_alt by (apply pow_lt; exact A). rewrite sqrt_pow2 by lra. rewrite <- (pow2_abs (f x)) at 1. field. split; nz.
Qed.

Lemma sgn_pos u : 0 < u -> sgn u = 1.
Proof. intro H. unfold sgn. destruct (Rlt_dec 0 u); tauto. Qed.

Lemma sgn_neg u : u < 0 -> sgn u = -1.
Proof. intro H. unfold sgn. destruct (Rlt_dec 0 u). lra. destruct (Rlt_dec u 0); tauto. Qed.

Lemma square_sgn u : u <> 0 -> sgn u ^ 2 = 1.
Proof. intro H. destruct (Rdichotomy _ _ H). rewrite sgn_neg by lra. ring. rewrite sgn_pos by lra. ring. Qed.

Lemma sgn_multiple u c v : u = c * v -> 0 < c -> sgn u = 1 * sgn v.
Proof.
  intros -> C. unfold sgn. destruct (Rlt_dec 0 v); destruct (Rlt_dec 0 (c * v)); destruct (Rlt_dec v 0); destruct (Rlt_dec (c * v) 0); nra.
Qed.

Lemma sgn_opposite u c v : u = - c * v -> 0 < c -> sgn u = - 1 * sgn v.
Proof.
  intros -> C. unfold sgn. destruct (Rlt_dec 0 v); destruct (Rlt_dec 0 (- c * v)); destruct (Rlt_dec v 0); destruct (Rlt_dec (- c * v) 0); nra.
Qed.

Lemma abs_of_pos u : 0 < u -> Rabs u = u.
Proof. intro H. apply Rabs_right. lra. Qed.

Lemma abs_sgn u : Rabs u = u * sgn u.
Proof.
  destruct (total_order_T 0 u) as [[H | <-] | H].
  - rewrite sgn_pos, Rabs_right by lra. ring.
  - rewrite Rabs_R0. ring.
  - rewrite sgn_neg, Rabs_left by lra. ring.
Qed.

Lemma d_abs : f x <> 0 -> D (fun t => Rabs (f t)) x (sgn (f x) * a).
Proof.
  intro H. apply (chain f x a F Rabs). destruct (Rdichotomy _ _ H).
  - rewrite sgn_neg by lra. apply (d_near _ (fun t => - t) _ _ (f x - 1) 0). lra.
    intros t T. symmetry. apply Rabs_left. lra. apply (d_eq _ _ (- (1))). apply (d_opp (fun t => t)). apply d_id. ring.
  - rewrite sgn_pos by lra. apply (d_near _ (fun t => t) _ _ 0 (f x + 1)). lra.
    intros t T. symmetry. apply Rabs_right. lra. apply d_id.
Qed.

Lemma d_sgn : f x <> 0 -> D (fun t => sgn (f t)) x 0.
Proof.
  intro H. apply (d_eq _ _ (0 * a)). 2: ring. apply (chain f x a F sgn). destruct (Rdichotomy _ _ H).
  - apply (d_near _ (fun _ => -1) _ _ (f x - 1) 0). lra. intros t T. symmetry. apply sgn_neg. lra. apply d_const.
  - apply (d_near _ (fun _ => 1) _ _ 0 (f x + 1)). lra. intros t T. symmetry. apply sgn_pos. lra. apply d_const.
Qed.

Lemma d_root j : f x <> 0 -> let n := IZR (Z.of_nat (S (j + j))) in
  D (fun t => root n (f t)) x (a / (n * root n (f x) ^ (j + j))).
Proof.
  intros H n. assert (A := Rabs_pos_lt _ H). assert (Q := square_sgn _ H).
  assert (N : n <> 0) by (apply Rgt_not_eq, IZR_lt; reflexivity).
  apply (d_eq _ _ (0 * Rpower (Rabs (f x)) (1 / n) + sgn (f x) * (1 / n * Rpower (Rabs (f x)) (1 / n - 1) * (sgn (f x) * a)))).
  - apply (d_mult (fun t => sgn (f t)) (fun t => Rpower (Rabs (f t)) (1 / n))). apply d_sgn; exact H.
    apply (chain (fun t => Rabs (f t)) x (sgn (f x) * a) (d_abs H) (fun y => Rpower y (1 / n))). apply derivable_pt_lim_power. exact A.
  - assert (E : root n (f x) ^ (j + j) = Rpower (Rabs (f x)) (1 - 1 / n)).
    { unfold root. rewrite Rpow_mult_distr. rewrite (pow_add (sgn (f x))), <- Rpow_mult_distr.
      replace (sgn (f x) * sgn (f x)) with 1 by (rewrite <- Q; ring). rewrite pow1, Rmult_1_l.
      rewrite <- Rpower_pow by apply exp_pos. rewrite Rpower_mult. f_equal.
      assert (I : INR (j + j) = n - 1) by (unfold n; rewrite <- INR_IZR_INZ, S_INR; ring). rewrite I. field. exact N. }
    rewrite E. replace (1 / n - 1) with (- (1 - 1 / n)) by ring. rewrite Rpower_Ropp.
    assert (P : Rpower (Rabs (f x)) (1 - 1 / n) <> 0) by (apply Rgt_not_eq; apply exp_pos).
    transitivity (sgn (f x) ^ 2 * (a / (n * Rpower (Rabs (f x)) (1 - 1 / n)))). field; auto. rewrite Q. ring.
Qed.

End Inverses.

(* Steps as the proofs write them: a function with its derivative at x. Coq finds no types: it computes what a step is of. *)
Section Taken.
Variable x : R.
Record taken := at_x { function : R -> R; slope : R; is_slope : D function x slope }.
Definition s_const c := at_x _ _ (d_const c x).
Definition s_id := at_x _ _ (d_id x).
Definition s_plus (F G : taken) := at_x _ _ (d_plus _ _ _ _ _ (is_slope F) (is_slope G)).
Definition s_plus_l (G : taken) c := at_x _ _ (d_plus_l _ _ _ (is_slope G) c).
Definition s_plus_r (F : taken) c := at_x _ _ (d_plus_r _ _ _ (is_slope F) c).
Definition s_minus (F G : taken) := at_x _ _ (d_minus _ _ _ _ _ (is_slope F) (is_slope G)).
Definition s_minus_l (G : taken) c := at_x _ _ (d_minus_l _ _ _ (is_slope G) c).
Definition s_minus_r (F : taken) c := at_x _ _ (d_minus_r _ _ _ (is_slope F) c).
Definition s_opp (F : taken) := at_x _ _ (d_opp _ _ _ (is_slope F)).
Definition s_mult (F G : taken) := at_x _ _ (d_mult _ _ _ _ _ (is_slope F) (is_slope G)).
Definition s_mult_l (G : taken) c := at_x _ _ (d_mult_l _ _ _ (is_slope G) c).
Definition s_mult_r (F : taken) c := at_x _ _ (d_mult_r _ _ _ (is_slope F) c).
Definition s_div (F G : taken) (H : function G x <> 0) := at_x _ _ (d_div _ _ _ _ _ (is_slope F) (is_slope G) H).
Definition s_div_l (G : taken) c (H : function G x <> 0) := at_x _ _ (d_div_l _ _ _ (is_slope G) c H).
Definition s_div_r (F : taken) c := at_x _ _ (d_div_r _ _ _ (is_slope F) c).
Definition s_pow (F : taken) n := at_x _ _ (d_pow _ _ _ (is_slope F) n).
Definition s_sqrt (F : taken) (H : 0 < function F x) := at_x _ _ (d_sqrt _ _ _ (is_slope F) H).
Definition s_rpower (F : taken) c (H : 0 < function F x) := at_x _ _ (d_rpower _ _ _ (is_slope F) c H).
Definition s_exponential (G : taken) c := at_x _ _ (d_exponential _ _ _ (is_slope G) c).
Definition s_power (F G : taken) (H : 0 < function F x) := at_x _ _ (d_power _ _ _ _ _ (is_slope F) (is_slope G) H).
Lemma root_step (G : taken) j n k : IZR (Z.of_nat (S (j + j))) = n -> (j + j)%nat = k -> function G x <> 0 ->
  D (fun t => root n (function G t)) x (slope G / (n * root n (function G x) ^ k)).
Proof. intros <- <- H. exact (d_root _ _ _ (is_slope G) j H). Qed.
Definition s_root (G : taken) j n k E K (H : function G x <> 0) := at_x _ _ (root_step G j n k E K H).
Definition s_exp (F : taken) := at_x _ _ (d_exp _ _ _ (is_slope F)).
Definition s_ln (F : taken) (H : 0 < function F x) := at_x _ _ (d_ln _ _ _ (is_slope F) H).
Definition s_sin (F : taken) := at_x _ _ (d_sin _ _ _ (is_slope F)).
Definition s_cos (F : taken) := at_x _ _ (d_cos _ _ _ (is_slope F)).
Definition s_tan (F : taken) (H : cos (function F x) <> 0) := at_x _ _ (d_tan _ _ _ (is_slope F) H).
Definition s_cot (F : taken) (H : sin (function F x) <> 0) := at_x _ _ (d_cot _ _ _ (is_slope F) H).
Definition s_sec (F : taken) (H : cos (function F x) <> 0) := at_x _ _ (d_sec _ _ _ (is_slope F) H).
Definition s_csc (F : taken) (H : sin (function F x) <> 0) := at_x _ _ (d_csc _ _ _ (is_slope F) H).
Definition s_asin (F : taken) (H : -1 < function F x < 1) := at_x _ _ (d_asin _ _ _ (is_slope F) H).
Definition s_acos (F : taken) (H : -1 < function F x < 1) := at_x _ _ (d_acos _ _ _ (is_slope F) H).
Definition s_atan (F : taken) := at_x _ _ (d_atan _ _ _ (is_slope F)).
Definition s_acot (F : taken) (H : function F x <> 0) := at_x _ _ (d_acot _ _ _ (is_slope F) H).
Definition s_asec (F : taken) (H : 1 < Rabs (function F x)) := at_x _ _ (d_asec _ _ _ (is_slope F) H).
Definition s_acsc (F : taken) (H : 1 < Rabs (function F x)) := at_x _ _ (d_acsc _ _ _ (is_slope F) H).
Definition s_sinh (F : taken) := at_x _ _ (d_sinh _ _ _ (is_slope F)).
Definition s_cosh (F : taken) := at_x _ _ (d_cosh _ _ _ (is_slope F)).
Definition s_tanh (F : taken) := at_x _ _ (d_tanh _ _ _ (is_slope F)).
Definition s_coth (F : taken) (H : sinh (function F x) <> 0) := at_x _ _ (d_coth _ _ _ (is_slope F) H).
Definition s_sech (F : taken) := at_x _ _ (d_sech _ _ _ (is_slope F)).
Definition s_csch (F : taken) (H : sinh (function F x) <> 0) := at_x _ _ (d_csch _ _ _ (is_slope F) H).
Definition s_asinh (F : taken) := at_x _ _ (d_asinh _ _ _ (is_slope F)).
Definition s_acosh (F : taken) (H : 1 < function F x) := at_x _ _ (d_acosh _ _ _ (is_slope F) H).
Definition s_atanh (F : taken) (H : -1 < function F x < 1) := at_x _ _ (d_atanh _ _ _ (is_slope F) H).
Definition s_acoth (F : taken) (H : 1 < Rabs (function F x)) := at_x _ _ (d_acoth _ _ _ (is_slope F) H).
Definition s_asech (F : taken) (H : 0 < function F x < 1) := at_x _ _ (d_asech _ _ _ (is_slope F) H).
Definition s_acsch (F : taken) (H : function F x <> 0) := at_x _ _ (d_acsch _ _ _ (is_slope F) H).
Definition s_abs (F : taken) (H : function F x <> 0) := at_x _ _ (d_abs _ _ _ (is_slope F) H).
Definition s_sgn (F : taken) (H : function F x <> 0) := at_x _ _ (d_sgn _ _ _ (is_slope F) H).
Lemma s_end (F : taken) c : slope F = c -> D (function F) x c.
Proof. exact (d_eq _ x _ c (is_slope F)). Qed.
End Taken.

(* Two formulas are equal where their normal forms are: polynomials over Q in what the formulas are made of, by the ring
   of the standard library, with equations that hold between these. *)
Definition q_add a b := Qred (a + b).
Definition q_mul a b := Qred (a * b).
Definition q_sub a b := Qred (a - b).
Definition q_opp (a : Q) := (- a)%Q.
Definition number (q : Q) := match Qden q with xH => IZR (Qnum q) | d => IZR (Qnum q) / IZR (Zpos d) end.

Lemma number_is q : number q = Q2R q.
Proof. destruct q as [n [d | d |]]; unfold number, Q2R; simpl; try reflexivity. field. Qed.

Lemma number_morph : ring_morph 0 1 Rplus Rmult Rminus Ropp eq 0%Q 1%Q q_add q_mul q_sub q_opp Qeq_bool number.
Proof.
  split; intros; rewrite ?number_is.
  - unfold Q2R; simpl; field.
  - unfold Q2R; simpl; field.
  - unfold q_add. rewrite (Qeq_eqR _ _ (Qred_correct _)). apply Q2R_plus.
  - unfold q_sub. rewrite (Qeq_eqR _ _ (Qred_correct _)). apply Q2R_minus.
  - unfold q_mul. rewrite (Qeq_eqR _ _ (Qred_correct _)). apply Q2R_mult.
  - apply Q2R_opp.
  - apply Qeq_eqR. apply Qeq_bool_eq. assumption.
Qed.

Definition r_ext := Eq_ext Rplus Rmult Ropp.
Definition r_ring := Rth_ARth (Eqsth R) r_ext RTheory.
Definition q_div (a b : Q) : Q * Q := if Qeq_bool b 1 then (a, 0%Q) else (0%Q, a).

Lemma q_div_theory : div_theory eq q_add q_mul number q_div.
Proof.
  constructor. intros a b. unfold q_div. destruct (Qeq_bool b 1) eqn:E.
  - unfold q_add, q_mul. rewrite !number_is, (Qeq_eqR _ _ (Qred_correct _)). apply Qeq_eqR.
    apply Qeq_bool_eq in E. rewrite Qred_correct, E. ring.
  - unfold q_add, q_mul. rewrite !number_is, (Qeq_eqR _ _ (Qred_correct _)). apply Qeq_eqR. rewrite Qred_correct. ring.
Qed.

Definition value := PEeval 0 1 Rplus Rmult Rminus Ropp number N.to_nat pow.
Definition normal n rules := norm_subst 0%Q 1%Q q_add q_mul q_sub q_opp Qeq_bool q_div n
  (mk_monpol_list 0%Q 1%Q q_add q_mul q_sub q_opp Qeq_bool q_div rules).
Definition same n rules m e c := Peq Qeq_bool (normal n rules (PEmul m e)) (normal n rules (PEmul m c)).

Lemma by_normal_form n l rules m e c :
  interp_PElist 0 1 Rplus Rmult Rminus Ropp eq number N.to_nat pow l rules -> value l m <> 0 -> same n rules m e c = true -> value l e = value l c.
Proof.
  intros H N S. apply (Rmult_eq_reg_l (value l m)); [|exact N].
  exact (ring_correct (Eqsth R) r_ext r_ring number_morph R_power_theory q_div_theory n l rules (PEmul m e) (PEmul m c) H S).
Qed.

(* Exponentials and powers of a base above 0: exp of a sum of whole multiples. *)
Fixpoint total (l : list (Z * R)) :=
  match l with nil => 0 | [(k, t)] => IZR k * t | (k, t) :: r => IZR k * t + total r end.
Definition factor (k : Z) (t : R) :=
  match k with Zpos p => exp t ^ Pos.to_nat p | Z0 => 1 | Zneg p => (/ exp t) ^ Pos.to_nat p end.
Fixpoint factors (l : list (Z * R)) :=
  match l with nil => 1 | [(k, t)] => factor k t | (k, t) :: r => factor k t * factors r end.
Definition opposite (l : list (Z * R)) := map (fun c => (Z.opp (fst c), snd c)) l.

Lemma exp_nat n t : exp (INR n * t) = exp t ^ n.
Proof.
  induction n as [|n I]. simpl. rewrite Rmult_0_l. apply exp_0.
  rewrite S_INR. simpl. rewrite <- I, <- exp_plus. f_equal. ring.
Qed.

Lemma exp_factor k t : exp (IZR k * t) = factor k t.
Proof.
  destruct k; unfold factor.
  - rewrite Rmult_0_l. apply exp_0.
  - rewrite <- exp_nat. rewrite INR_IZR_INZ, positive_nat_Z. reflexivity.
  - rewrite pow_inv. rewrite <- exp_nat, <- exp_Ropp. f_equal. rewrite INR_IZR_INZ, positive_nat_Z.
    change (Z.neg p) with (- Z.pos p)%Z. rewrite opp_IZR. ring.
Qed.

Lemma exp_total l : exp (total l) = factors l.
Proof.
  induction l as [|[k t] [|c r] I]. apply exp_0. apply exp_factor.
  change (exp (IZR k * t + total (c :: r)) = factor k t * factors (c :: r)).
  rewrite exp_plus, exp_factor, I. reflexivity.
Qed.

Lemma opposite_total l : total (opposite l) = - total l.
Proof.
  induction l as [|[k t] [|c r] I]. simpl. ring. simpl. rewrite opp_IZR. ring.
  change (IZR (- k) * t + total (opposite (c :: r)) = - (IZR k * t + total (c :: r))).
  rewrite I, opp_IZR. ring.
Qed.

Lemma by_exp p a l : p = exp a -> a = total l -> p = factors l.
Proof. intros -> ->. apply exp_total. Qed.
Lemma rpow_form b e s : ln b = s -> Rpower b e = exp (e * s).
Proof. intros <-. reflexivity. Qed.
Lemma sqrt_form b s : 0 < b -> ln b = s -> sqrt b = exp (1 / 2 * s).
Proof. intros H <-. rewrite <- (Rpower_sqrt b H). unfold Rpower. f_equal. lra. Qed.
Lemma root_form n b s : 0 < b -> ln b = s -> root n b = exp (1 / n * s).
Proof. intros A <-. unfold root, Rpower. rewrite (sgn_pos b A), Rabs_right by lra. apply Rmult_1_l. Qed.
Lemma exp_of_log b e n : 0 < b -> INR n * e = 1 -> exp (e * ln b) ^ n = b.
Proof. intros H E. rewrite <- exp_nat, <- Rmult_assoc, E, Rmult_1_l. apply exp_ln. exact H. Qed.
Lemma log_of_exp b e n : 0 < b -> INR n * e = 1 -> b = exp (e * ln b) ^ n.
Proof. intros H E. symmetry. apply exp_of_log; assumption. Qed.
Lemma whole_times_part n q : n = Pos.to_nat q -> INR n * (1 / IZR (Zpos q)) = 1.
Proof. intros ->. rewrite INR_IZR_INZ, positive_nat_Z. field. apply Rgt_not_eq, IZR_lt. reflexivity. Qed.
Lemma one_times_one : INR 1 * 1 = 1.
Proof. simpl. ring. Qed.
Lemma ln_product a b s t : 0 < a -> 0 < b -> ln a = s -> ln b = t -> ln (a * b) = s + t.
Proof. intros A B <- <-. apply ln_mult; assumption. Qed.
Lemma ln_quotient a b s t : 0 < a -> 0 < b -> ln a = s -> ln b = t -> ln (a / b) = s - t.
Proof.
  intros A B <- <-. unfold Rdiv, Rminus. rewrite ln_mult by auto using Rinv_0_lt_compat. rewrite ln_Rinv by assumption. reflexivity.
Qed.
Lemma ln_whole a n s q : 0 < a -> INR n = q -> ln a = s -> ln (a ^ n) = q * s.
Proof. intros A <- <-. rewrite <- Rpower_pow by assumption. apply ln_exp. Qed.
Lemma ln_power a e s : ln a = s -> ln (Rpower a e) = e * s.
Proof. intros <-. apply ln_exp. Qed.
Lemma ln_root a s : 0 < a -> ln a = s -> ln (sqrt a) = 1 / 2 * s.
Proof. intros A E. rewrite (sqrt_form a s A E). apply ln_exp. Qed.
Lemma inr_izr n : INR n = IZR (Z.of_nat n).
Proof. apply INR_IZR_INZ. Qed.

(* The same function at equal operands. *)
Lemma at_equal (h : R -> R) a c : a = c -> h a = h c.
Proof. intros ->. reflexivity. Qed.
Lemma at_opposite (h : R -> R) (k : R) a c : (forall u, h (- u) = k * h u) -> a = - c -> h a = k * h c.
Proof. intros H ->. apply H. Qed.

(* Signs. *)
Lemma pos_num p : 0 < IZR (Zpos p).
Proof. apply IZR_lt. reflexivity. Qed.
Lemma pos_frac p q : 0 < IZR (Zpos p) / IZR (Zpos q).
Proof. apply Rdiv_lt_0_compat; apply pos_num. Qed.
Lemma pos_div a b : 0 < a -> 0 < b -> 0 < a / b.
Proof. apply Rdiv_lt_0_compat. Qed.
Lemma pos_scaled a c b : a = c * b -> 0 < c -> 0 < b -> 0 < a.
Proof. intros -> C B. apply Rmult_lt_0_compat; assumption. Qed.
Lemma nz_scaled a c b : a = c * b -> c <> 0 -> b <> 0 -> a <> 0.
Proof. intros -> C B. apply Rmult_integral_contrapositive_currified; assumption. Qed.
Lemma nz_pos a : 0 < a -> a <> 0.
Proof. intros H E. rewrite E in H. apply (Rlt_irrefl _ H). Qed.
Lemma nz_opp a : a <> 0 -> - a <> 0.
Proof. apply Ropp_neq_0_compat. Qed.
Lemma nz_mul a b : a <> 0 -> b <> 0 -> a * b <> 0.
Proof. intros. apply Rmult_integral_contrapositive_currified; assumption. Qed.
Lemma nz_inv a : a <> 0 -> / a <> 0.
Proof. apply Rinv_neq_0_compat. Qed.
Lemma nz_div a b : a <> 0 -> b <> 0 -> a / b <> 0.
Proof. intros A B. apply nz_mul; [exact A | apply nz_inv; exact B]. Qed.
Lemma pos_even a n : a <> 0 -> 0 < a ^ (n + n).
Proof. intro H. rewrite pow_add. apply Rsqr_pos_lt. apply pow_nonzero. exact H. Qed.
Lemma nn_even a n : 0 <= a ^ (n + n).
Proof. rewrite pow_add. apply Rle_0_sqr. Qed.
Lemma nn_mul a b : 0 <= a -> 0 <= b -> 0 <= a * b.
Proof. apply Rmult_le_pos. Qed.
Lemma nn_div a b : 0 <= a -> 0 < b -> 0 <= a / b.
Proof. intros A B. apply Rmult_le_pos; [exact A | left; apply Rinv_0_lt_compat; exact B]. Qed.
Lemma pos_abs a : a <> 0 -> 0 < Rabs a.
Proof. apply Rabs_pos_lt. Qed.
Lemma nz_root n u : u <> 0 -> root n u <> 0.
Proof.
  intro H. unfold root. apply Rmult_integral_contrapositive_currified. 2: apply Rgt_not_eq, exp_pos.
  intro E. generalize (square_sgn u H). rewrite E. lra.
Qed.
Lemma pos_sech u : 0 < sech u.
Proof. apply Rinv_0_lt_compat. apply cosh_pos. Qed.
Lemma pos_ln a : 1 < a -> 0 < ln a.
Proof. intro H. rewrite <- ln_1. apply ln_increasing; lra. Qed.
Lemma above_one_num p : (1 < Zpos p)%Z -> 1 < IZR (Zpos p).
Proof. intro H. apply (IZR_lt 1). exact H. Qed.
Lemma pos_of_odd a n : 0 < a ^ S (n + n) -> 0 < a.
Proof. intro H. destruct (Rlt_le_dec 0 a) as [P | P]; [exact P|]. exfalso. generalize (nn_even a n). simpl in H. nra. Qed.
Lemma nz_of_inv a : 0 < / a -> 0 < a.
Proof. intro H. rewrite <- (Rinv_inv a). apply Rinv_0_lt_compat. exact H. Qed.
Lemma in_pos u : -1 < u < 1 -> 0 < 1 - u ^ 2.
Proof. exact (inside u). Qed.
Lemma in_pos_up u : -1 < u < 1 -> 0 < 1 + u.
Proof. lra. Qed.
Lemma in_pos_down u : -1 < u < 1 -> 0 < 1 - u.
Proof. lra. Qed.
Lemma out_nz u : 1 < Rabs u -> u <> 0.
Proof. intro H. apply (outside u H). Qed.
Lemma out_pos u : 1 < Rabs u -> 0 < u ^ 2 - 1.
Proof. intro H. apply (outside u H). Qed.
Lemma above_pos u : 1 < u -> 0 < u.
Proof. lra. Qed.
Lemma above_pos_square u : 1 < u -> 0 < u ^ 2 - 1.
Proof. exact (above_one u). Qed.
Lemma unit_pos u : 0 < u < 1 -> 0 < u.
Proof. lra. Qed.
Lemma unit_pos_square u : 0 < u < 1 -> 0 < 1 - u ^ 2.
Proof. intro H. apply inside. lra. Qed.

Lemma square_sin u : sin u ^ 2 = 1 - cos u ^ 2.
Proof. rewrite square_cos. ring. Qed.
Lemma square_sinh u : sinh u ^ 2 = cosh u ^ 2 - 1.
Proof. rewrite square_cosh. ring. Qed.
Lemma square_sech u : sech u ^ 2 = 1 - tanh u ^ 2.
Proof. rewrite square_tanh. ring. Qed.
Lemma square_sec u : cos u <> 0 -> sec u ^ 2 = 1 + tan u ^ 2.
Proof.
  intro H. unfold sec, tan. replace ((sin u / cos u) ^ 2) with (sin u ^ 2 / cos u ^ 2) by (field; exact H).
  rewrite square_sin. field. exact H.
Qed.
Lemma square_tan u : cos u <> 0 -> tan u ^ 2 = sec u ^ 2 - 1.
Proof. intro H. rewrite square_sec by exact H. ring. Qed.
Lemma square_csc u : sin u <> 0 -> csc u ^ 2 = 1 + cot u ^ 2.
Proof.
  intro H. unfold csc, cot. replace ((cos u / sin u) ^ 2) with (cos u ^ 2 / sin u ^ 2) by (field; exact H).
  rewrite square_cos. field. exact H.
Qed.
Lemma square_cot u : sin u <> 0 -> cot u ^ 2 = csc u ^ 2 - 1.
Proof. intro H. rewrite square_csc by exact H. ring. Qed.
Lemma square_csch u : sinh u <> 0 -> csch u ^ 2 = coth u ^ 2 - 1.
Proof. intro H. rewrite square_coth by exact H. ring. Qed.

(* Odd and even functions. *)
Lemma at_equal_one (h : R -> R) a c : a = c -> h a = 1 * h c.
Proof. intros ->. ring. Qed.
Lemma ln_scaled a c b s t : a = c * b -> 0 < c -> 0 < b -> ln c = s -> ln b = t -> ln a = s + t.
Proof. intros -> C B <- <-. apply ln_mult; assumption. Qed.
Lemma ln_equal a b s : a = b -> ln b = s -> ln a = s.
Proof. intros -> E. exact E. Qed.
Lemma odd_sin u : sin (- u) = - 1 * sin u.
Proof. rewrite sin_neg. ring. Qed.
Lemma odd_tan u : tan (- u) = - 1 * tan u.
Proof. rewrite tan_neg. ring. Qed.
Lemma even_cos u : cos (- u) = 1 * cos u.
Proof. rewrite cos_neg. ring. Qed.
Lemma even_sec u : sec (- u) = 1 * sec u.
Proof. unfold sec. rewrite cos_neg. ring. Qed.
Lemma odd_csc u : csc (- u) = - 1 * csc u.
Proof. unfold csc. rewrite sin_neg, Rinv_opp. ring. Qed.
Lemma odd_cot u : cot (- u) = - 1 * cot u.
Proof. unfold cot, Rdiv. rewrite sin_neg, cos_neg, Rinv_opp. ring. Qed.
Lemma odd_sinh u : sinh (- u) = - 1 * sinh u.
Proof. unfold sinh. rewrite Ropp_involutive. field. Qed.
Lemma even_cosh u : cosh (- u) = 1 * cosh u.
Proof. unfold cosh. rewrite Ropp_involutive. field. Qed.
Lemma odd_tanh u : tanh (- u) = - 1 * tanh u.
Proof. unfold tanh, Rdiv. rewrite odd_sinh, even_cosh, Rmult_1_l. ring. Qed.
Lemma even_sech u : sech (- u) = 1 * sech u.
Proof. unfold sech. rewrite even_cosh, Rmult_1_l. ring. Qed.
Lemma odd_csch u : csch (- u) = - 1 * csch u.
Proof. unfold csch. replace (sinh (- u)) with (- sinh u) by (rewrite odd_sinh; ring). rewrite Rinv_opp. ring. Qed.
Lemma odd_coth u : coth (- u) = - 1 * coth u.
Proof. unfold coth, Rdiv. replace (sinh (- u)) with (- sinh u) by (rewrite odd_sinh; ring). rewrite Rinv_opp, even_cosh. ring. Qed.
Lemma odd_atan u : atan (- u) = - 1 * atan u.
Proof. rewrite atan_opp. ring. Qed.
Lemma odd_asin u : asin (- u) = - 1 * asin u.
Proof. rewrite asin_opp. ring. Qed.
Lemma odd_acsc u : acsc (- u) = - 1 * acsc u.
Proof. unfold acsc. rewrite Rinv_opp, asin_opp. ring. Qed.
Lemma odd_atanh u : atanh (- u) = - 1 * atanh u.
Proof. unfold atanh. replace (1 - - u) with (1 + u) by ring. replace (1 + - u) with (1 - u) by ring. field. Qed.
Lemma odd_acoth u : acoth (- u) = - 1 * acoth u.
Proof. unfold acoth. rewrite Rinv_opp. apply odd_atanh. Qed.
Lemma even_abs u : Rabs (- u) = 1 * Rabs u.
Proof. rewrite Rabs_Ropp. ring. Qed.
Lemma odd_arcsinh u : arcsinh (- u) = - 1 * arcsinh u.
Proof.
  unfold arcsinh. replace ((- u) ^ 2) with (u ^ 2) by ring. set (r := sqrt (u ^ 2 + 1)).
  assert (S : r * r = u ^ 2 + 1) by (apply sqrt_sqrt; nra). assert (P : 0 < u + r).
  { destruct (Rlt_dec 0 u). assert (0 <= r) by apply sqrt_pos. lra. assert (0 <= r) by apply sqrt_pos. nra. }
  assert (E : - u + r = / (u + r)) by (apply Rmult_eq_reg_r with (u + r); [rewrite Rinv_l by lra; nra | lra]).
  rewrite E, ln_Rinv by exact P. ring.
Qed.

(* What a formula is made of: letters for values, and what is done with these. *)
Inductive form :=
  | ratio (n : Z) (d : positive) | letter (i : positive) | plus (a b : form) | less (a b : form) | times (a b : form)
  | over (a b : form) | turned (a : form) | inverse (a : form) | power (a : form) (n : N).
Definition whole n := ratio n 1.

Definition fraction (n : Z) (d : positive) := match d with xH => IZR n | d => IZR n / IZR (Zpos d) end.
Fixpoint meaning (l : list R) e :=
  match e with
  | ratio n d => fraction n d
  | letter i => BinList.nth 0 i l
  | plus a b => meaning l a + meaning l b
  | less a b => meaning l a - meaning l b
  | times a b => meaning l a * meaning l b
  | over a b => meaning l a / meaning l b
  | turned a => - meaning l a
  | inverse a => / meaning l a
  | power a n => meaning l a ^ N.to_nat n
  end.

(* As a polynomial, or that of the reciprocal: a letter each for a value and its reciprocal, which are neighbours. *)
Fixpoint polynomial (below : bool) e : PExpr Q :=
  match e with
  | ratio n d => @PEc Q (if below then Qinv (n # d) else n # d)%Q
  | letter i => PEX Q (if below then xI i else xO i)
  | plus a b => PEadd (polynomial below a) (polynomial below b)
  | less a b => PEsub (polynomial below a) (polynomial below b)
  | times a b => PEmul (polynomial below a) (polynomial below b)
  | over a b => PEmul (polynomial below a) (polynomial (negb below) b)
  | turned a => PEopp (polynomial below a)
  | inverse a => polynomial (negb below) a
  | power a n => PEpow (polynomial below a) n
  end.
(* No sum stands under a line. *)
Fixpoint is_one (below : bool) e :=
  match e with
  | ratio _ _ | letter _ => true
  | plus a b | less a b => if below then false else is_one false a && is_one false b
  | times a b => is_one below a && is_one below b
  | over a b => is_one below a && is_one (negb below) b
  | turned a | power a _ => is_one below a
  | inverse a => is_one (negb below) a
  end.
Fixpoint with_reciprocals (l : list R) := match l with nil => nil | v :: r => v :: / v :: with_reciprocals r end.
Definition doubled l := 0 :: with_reciprocals l.

Lemma nth_next (v : R) i l : BinList.nth 0 (Pos.succ i) (v :: l) = BinList.nth 0 i l.
Proof.
  change (v :: l) with (tl (v :: v :: l)). rewrite BinList.nth_jump, BinList.jump_succ. simpl BinList.jump at 1.
  rewrite BinList.jump_tl. simpl tl. rewrite <- BinList.nth_jump. reflexivity.
Qed.

Lemma nth_nil i : BinList.nth 0 i (@nil R) = 0.
Proof.
  induction i as [|i I] using Pos.peano_ind. reflexivity.
  change (@nil R) with (tl (@nil R)). rewrite BinList.nth_jump, BinList.jump_succ. simpl BinList.jump at 1.
  rewrite BinList.jump_tl, <- BinList.nth_jump. exact I.
Qed.

Lemma nth_even v i l : BinList.nth 0 (xO i) (v :: l) = BinList.nth 0 (Pos.pred_double i) l.
Proof. rewrite <- Pos.succ_pred_double. apply nth_next. Qed.

Lemma nth_odd v i l : BinList.nth 0 (xI i) (v :: l) = BinList.nth 0 (xO i) l.
Proof. exact (nth_next v (xO i) l). Qed.

Lemma nth_doubled i : forall l,
  BinList.nth 0 (xO i) (doubled l) = BinList.nth 0 i l /\ BinList.nth 0 (xI i) (doubled l) = / BinList.nth 0 i l.
Proof.
  unfold doubled. induction i as [|i I] using Pos.peano_ind; intros [|v l].
  - split. reflexivity. symmetry. exact Rinv_0.
  - split; reflexivity.
  - simpl with_reciprocals. rewrite nth_odd, nth_even, !nth_nil, Rinv_0. split; reflexivity.
  - specialize (I l). simpl with_reciprocals. rewrite nth_odd, nth_even in I.
    rewrite nth_odd. change (xO (Pos.succ i)) with (Pos.succ (Pos.succ (xO i))). rewrite !nth_next, nth_even. exact I.
Qed.

(* What is known: a letter that is not 0, one that stands for a formula, and an equation that opens one; with it the
   letters whose reciprocals are put right before more is opened. *)
Inductive fact := invertible (i : positive) | stands (i : positive) (a : form) | opens (a b : form) (pairs : list positive).
Definition says l f :=
  match f with
  | invertible i => BinList.nth 0 i l <> 0
  | stands i a => BinList.nth 0 i l = meaning l a
  | opens a b _ => meaning l a = meaning l b
  end.
Fixpoint holds l facts := match facts with nil => True | f :: more => says l f /\ holds l more end.

Fixpoint replaced i a e :=
  match e with
  | ratio _ _ => e
  | letter j => if Pos.eqb i j then a else e
  | plus b c => plus (replaced i a b) (replaced i a c)
  | less b c => less (replaced i a b) (replaced i a c)
  | times b c => times (replaced i a b) (replaced i a c)
  | over b c => over (replaced i a b) (replaced i a c)
  | turned b => turned (replaced i a b)
  | inverse b => inverse (replaced i a b)
  | power b n => power (replaced i a b) n
  end.
Fixpoint settled facts e :=
  match facts with nil => e | stands i a :: more => settled more (replaced i a e) | _ :: more => settled more e end.
Definition has_pair facts i := existsb (fun f => match f with invertible j => Pos.eqb i j | _ => false end) facts.
Definition pair_of i : PExpr Q * PExpr Q := (PEmul (PEX Q (xO i)) (PEX Q (xI i)), PEc 1%Q).
Fixpoint equations all facts :=
  match facts with
  | nil => nil
  | invertible i :: more => pair_of i :: equations all more
  | stands _ _ :: more => equations all more
  | opens a b pairs :: more =>
      (polynomial false (settled all a), polynomial false (settled all b)) ::
        map pair_of (filter (has_pair all) pairs) ++ equations all more
  end.
Fixpoint are_sound all facts :=
  match facts with
  | nil => true
  | opens a b _ :: more => is_one false (settled all a) && is_one false (settled all b) && are_sound all more
  | _ :: more => are_sound all more
  end.
Fixpoint is_nonzero facts m :=
  match m with
  | ratio n _ => negb (Z.eqb n 0)
  | letter i => has_pair facts i
  | times a b => is_nonzero facts a && is_nonzero facts b
  | power a _ | inverse a => is_nonzero facts a
  | _ => false
  end.

Lemma replaced_means l i a e : BinList.nth 0 i l = meaning l a -> meaning l (replaced i a e) = meaning l e.
Proof.
  intro H. induction e; simpl; try congruence. destruct (Pos.eqb_spec i i0) as [<- | N]. simpl. congruence. reflexivity.
Qed.

Lemma settled_means l facts : holds l facts -> forall e, meaning l (settled facts e) = meaning l e.
Proof.
  induction facts as [|[i | i a | a b p] more I]; intros H e; simpl in *. reflexivity. apply I, H. 2: apply I, H.
  rewrite I by apply H. apply replaced_means. apply H.
Qed.

Lemma fraction_is n d : fraction n d = Q2R (n # d).
Proof. rewrite <- number_is. destruct d; reflexivity. Qed.

Lemma polynomial_means l e : forall below, is_one below e = true ->
  value (doubled l) (polynomial below e) = if below then / meaning l e else meaning l e.
Proof.
  unfold value. induction e; intros below H; simpl in *.
  - destruct below; rewrite number_is, fraction_is; [|reflexivity]. destruct (Z.eq_dec n 0) as [-> | N].
    unfold Q2R, Qinv; simpl. rewrite !Rmult_0_l. symmetry. exact Rinv_0.
    apply Q2R_inv. intro E. apply N. unfold Qeq in E. simpl in E. rewrite Z.mul_1_r in E. exact E.
  - destruct below; apply nth_doubled.
  - destruct below; [discriminate|]. apply andb_prop in H. rewrite IHe1, IHe2 by apply H. reflexivity.
  - destruct below; [discriminate|]. apply andb_prop in H. rewrite IHe1, IHe2 by apply H. reflexivity.
  - apply andb_prop in H. rewrite IHe1, IHe2 by apply H. destruct below; [|reflexivity]. symmetry. apply Rinv_mult.
  - apply andb_prop in H. rewrite IHe1, IHe2 by apply H. destruct below; simpl; [|reflexivity].
    unfold Rdiv. rewrite Rinv_mult, Rinv_inv. reflexivity.
  - rewrite IHe by exact H. destruct below; [|reflexivity]. symmetry. apply Rinv_opp.
  - rewrite IHe by exact H. destruct below; simpl; [|reflexivity]. symmetry. apply Rinv_inv.
  - rewrite IHe by exact H. destruct below; [|reflexivity]. apply pow_inv.
Qed.

Lemma has_pair_means l facts i : holds l facts -> has_pair facts i = true -> BinList.nth 0 i l <> 0.
Proof.
  intros H P. unfold has_pair in P. induction facts as [|[j | j a | a b p] more I]; simpl in *. discriminate.
  - apply orb_prop in P. destruct P as [P | P]. apply Pos.eqb_eq in P. subst. apply H. apply I. apply H. exact P.
  - apply I. apply H. exact P.
  - apply I. apply H. exact P.
Qed.

Lemma pair_means l i : BinList.nth 0 i l <> 0 -> value (doubled l) (fst (pair_of i)) = value (doubled l) (snd (pair_of i)).
Proof.
  intro H. change (BinList.nth 0 (xO i) (doubled l) * BinList.nth 0 (xI i) (doubled l) = 1).
  destruct (nth_doubled i l) as [-> ->]. apply Rinv_r. exact H.
Qed.

Lemma is_nonzero_means l facts m : holds l facts -> is_nonzero facts m = true -> meaning l m <> 0.
Proof.
  intro H. induction m; simpl; intro P; try discriminate.
  - rewrite fraction_is. intro E. apply (Z.eqb_neq n 0). destruct (Z.eqb n 0). discriminate. reflexivity.
    apply eq_IZR. unfold Q2R in E. simpl in E. apply Rmult_integral in E. destruct E as [E | E]. exact E.
    exfalso. revert E. apply Rinv_neq_0_compat, IZR_neq. discriminate.
  - apply (has_pair_means l facts); assumption.
  - apply andb_prop in P. apply Rmult_integral_contrapositive_currified; [apply IHm1 | apply IHm2]; apply P.
  - apply Rinv_neq_0_compat. auto.
  - apply pow_nonzero. auto.
Qed.

Definition true_at l (p : PExpr Q * PExpr Q) := value (doubled l) (fst p) = value (doubled l) (snd p).
Lemma equations_hold l all : holds l all -> forall facts, holds l facts -> are_sound all facts = true ->
  Forall (true_at l) (equations all facts).
Proof.
  intros A. induction facts as [|[i | i a | a b p] more I]; simpl; intros H S.
  - constructor.
  - constructor. apply pair_means, H. apply I. apply H. exact S.
  - apply I. apply H. exact S.
  - apply andb_prop in S. destruct S as [S T]. apply andb_prop in S. destruct S as [P Q]. constructor.
    + unfold true_at. simpl. rewrite !polynomial_means by assumption. rewrite !(settled_means l all A). apply H.
    + apply Forall_app. split. 2: apply I; [apply H | exact T].
      apply Forall_map. apply Forall_forall. intros i E. apply filter_In in E. apply pair_means. apply (has_pair_means l all i A). apply E.
Qed.

Lemma all_true l eqs : Forall (true_at l) eqs ->
  interp_PElist 0 1 Rplus Rmult Rminus Ropp eq number N.to_nat pow (doubled l) eqs.
Proof.
  induction 1 as [|[a b] [|p more] E F I]. exact I. exact E. split. exact E. exact I.
Qed.

(* The claim that two sides are equal: they are where m * e and m * c have one normal form, and m is not 0. *)
Inductive claim := claims (n : nat) (facts : list fact) (m e c : form).
Definition facts_of (k : claim) := let (_, facts, _, _, _) := k in facts.
Definition left_of (k : claim) := let (_, _, _, e, _) := k in e.
Definition right_of (k : claim) := let (_, _, _, _, c) := k in c.
Definition agrees (k : claim) :=
  let (n, facts, m, e, c) := k in
  is_nonzero facts m && are_sound facts facts && is_one false m && is_one false (settled facts e) && is_one false (settled facts c)
  && same n (equations facts facts) (polynomial false m) (polynomial false (settled facts e)) (polynomial false (settled facts c)).
Lemma by_form l k : holds l (facts_of k) -> agrees k = true -> meaning l (left_of k) = meaning l (right_of k).
Proof.
  destruct k as [n facts m e c]. intros H A. simpl in *. repeat (apply andb_prop in A; destruct A as [A ?]).
  rewrite <- (settled_means l facts H e), <- (settled_means l facts H c).
  rewrite <- (polynomial_means l (settled facts e) false), <- (polynomial_means l (settled facts c) false) by assumption.
  apply (by_normal_form n (doubled l) (equations facts facts) (polynomial false m)); try assumption.
  - apply all_true, equations_hold; assumption.
  - rewrite polynomial_means by assumption. apply (is_nonzero_means l facts); assumption.
Qed.

(* Values, and facts with their proofs, as lists that Coq need not find the types of. *)
Definition no_values : list R := nil.
Definition and_value (a : R) (l : list R) : list R := a :: l.
Definition no_parts : list (Z * R) := nil.
Definition and_part (k : Z) (t : R) (l : list (Z * R)) := (k, t) :: l.
Definition no_letters : list positive := nil.
Definition and_letter (i : positive) l := i :: l.
Definition no_facts : list fact := nil.
Definition and_fact (f : fact) l := f :: l.
Record reason := because { what : Prop; why : what }.
Definition nothing : list reason := nil.
Definition shown (P : Prop) (E : P) (more : list reason) : list reason := because P E :: more.
Arguments shown {P}.
Fixpoint all_said l facts := match facts with nil => nil | f :: more => says l f :: all_said l more end.
Lemma shown_hold l facts : forall reasons, map what reasons = all_said l facts -> holds l facts.
Proof.
  induction facts as [|f more I]; intros [|r reasons] S; try discriminate S. exact Logic.I.
  simpl in *. injection S as <- S. split. apply why. apply (I reasons S).
Qed.
Definition equals l k := meaning l (left_of k) = meaning l (right_of k).
Lemma by_facts l k reasons : map what reasons = all_said l (facts_of k) -> agrees k = true -> equals l k.
Proof. intros S A. exact (by_form l k (shown_hold l (facts_of k) reasons S) A). Qed.
(* The kernel alone compares what is shown with what is said, and computes. *)
Ltac as_said := match goal with |- _ = ?said => exact_no_check (@eq_refl (list Prop) said) end.
Ltac by_machine := vm_cast_no_check (@eq_refl bool true).
Definition W0 := whole 0.
Definition W1 := whole 1.
Definition W2 := whole 2.
Definition W3 := whole 3.
Definition W4 := whole 4.
Definition W5 := whole 5.
Definition W6 := whole 6.
Definition W7 := whole 7.
Definition W8 := whole 8.
Definition W9 := whole 9.
Definition to_1 e := power e 1.
Definition to_2 e := power e 2.
Definition to_3 e := power e 3.
Definition to_4 e := power e 4.
Definition to_5 e := power e 5.
Definition to_6 e := power e 6.
Definition X1 := letter 1.
Definition X2 := letter 2.
Definition X3 := letter 3.
Definition X4 := letter 4.
Definition X5 := letter 5.
Definition X6 := letter 6.
Definition X7 := letter 7.
Definition X8 := letter 8.
Definition X9 := letter 9.
Definition X10 := letter 10.
Definition X11 := letter 11.
Definition X12 := letter 12.
Definition X13 := letter 13.
Definition X14 := letter 14.
Definition X15 := letter 15.
Definition X16 := letter 16.
Definition X17 := letter 17.
Definition X18 := letter 18.
Definition X19 := letter 19.
Definition X20 := letter 20.
Definition X21 := letter 21.
Definition X22 := letter 22.
Definition X23 := letter 23.
Definition X24 := letter 24.
Definition X25 := letter 25.
Definition X26 := letter 26.
Definition X27 := letter 27.
Definition X28 := letter 28.
Definition X29 := letter 29.
Definition X30 := letter 30.
Definition X31 := letter 31.
Definition X32 := letter 32.
Definition X33 := letter 33.
Definition X34 := letter 34.
Definition X35 := letter 35.
Definition X36 := letter 36.
Definition X37 := letter 37.
Definition X38 := letter 38.
Definition X39 := letter 39.
Definition X40 := letter 40.
Definition X41 := letter 41.
Definition X42 := letter 42.
Definition X43 := letter 43.
Definition X44 := letter 44.
Definition X45 := letter 45.
Definition X46 := letter 46.
Definition X47 := letter 47.
Definition X48 := letter 48.
Definition X49 := letter 49.
Definition X50 := letter 50.
Definition X51 := letter 51.
Definition X52 := letter 52.
Definition X53 := letter 53.
Definition X54 := letter 54.
Definition X55 := letter 55.
Definition X56 := letter 56.
Definition X57 := letter 57.
Definition X58 := letter 58.
Definition X59 := letter 59.
Definition X60 := letter 60.

(* A square root by the exponential that its powers are taken of. *)
Lemma root_of b : 0 < b -> sqrt b = exp (1 / 2 * ln b) ^ 1.
Proof. intro H. rewrite (sqrt_form b (ln b) H eq_refl). ring. Qed.
