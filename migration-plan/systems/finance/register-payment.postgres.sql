-- FI's own function keeps the rules; what it refuses has SQLSTATE FI404, FI409 or FI422.
SELECT @DOCNO AS DOCNO, PAYNO, @PAYDT AS PAYDT, @AMT AS AMT, @METH AS METH, @EXREF AS EXREF, NULL AS FAULT, NULL AS WORDS
FROM register_payment(
  p_comp => @COMP, p_docno => @DOCNO, p_paydt => @PAYDT, p_amt => @AMT, p_meth => @METH, p_exref => @EXREF) AS PAYNO;
