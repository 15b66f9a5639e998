"""Virtual trials: a design file in; assurance, error rates and the least size out.

``schema`` ``load`` ``rules`` ``arms`` the file · ``cohort`` ``eligible`` ``baselines`` who may be enrolled ·
``lanes`` ``simulate`` ``store`` ``runner`` what is true of them, once · ``rating`` ``trials`` what a trial
would record · ``analyses`` ``operating`` ``grid`` what it would conclude · ``plan`` ``document`` ``words``
``folder`` ``report`` what is said of it.
"""
