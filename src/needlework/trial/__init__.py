"""Virtual trials: a design file in; assurance, error rates and the least size out.

``schema`` ``load`` ``rules`` the file · ``cohort`` ``eligible`` ``baselines`` who could be enrolled ·
``lanes`` ``store`` ``simulate`` what happens to them, once · ``rating`` ``conduct`` what a trial would see of it ·
``analyses`` ``operating`` ``grid`` what its analysis would conclude · ``document`` ``report`` what is said of it.
"""
