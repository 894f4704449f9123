-- How other programs write to FI: never to the tables. Refusals: FI404 no such invoice, FI409 not in this state, FI422 wrong
-- values.

CREATE OR REPLACE FUNCTION next_number(p_comp integer, p_rnge text) RETURNS integer
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  v_no integer;
BEGIN
  -- The row stays locked to the end of the transaction: numbers have no gaps, and companies post one at a time.
  UPDATE FINUM SET NXTNO = NXTNO + 1 WHERE COMP = p_comp AND RNGE = p_rnge RETURNING NXTNO - 1 INTO v_no;
  IF v_no IS NULL THEN
    RAISE EXCEPTION 'There is no company %.', p_comp USING ERRCODE = 'FI422';
  END IF;
  RETURN v_no;
END $$;

CREATE OR REPLACE FUNCTION is_date(p_date integer) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN p_date BETWEEN 19000101 AND 99991231
    AND to_char(make_date(p_date / 10000, p_date / 100 % 100, p_date % 100), 'YYYYMMDD')::integer = p_date;
EXCEPTION WHEN datetime_field_overflow THEN
  RETURN false;
END $$;

-- p_lines: [{"itmno": "P-2001", "descr": "Hex bolt", "qty": 3000, "unprc": 450, "taxcd": 1}], as FILIN has them.
-- Returns the document number. Posting twice posts two invoices; p_exref is kept to find them by.
CREATE OR REPLACE FUNCTION post_invoice(
  p_comp integer, p_ordno integer, p_cusno text, p_exref text, p_docdt integer, p_lines json) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_docno integer;
  v_entno integer;
  v_net   bigint;
  v_tax   bigint;
BEGIN
  IF NOT coalesce(is_date(p_docdt), false) OR coalesce(trim(p_cusno), '') = ''
    OR coalesce(json_typeof(p_lines), '') <> 'array' OR json_array_length(p_lines) = 0 THEN
    RAISE EXCEPTION 'An invoice needs a customer, a date and lines.' USING ERRCODE = 'FI422';
  END IF;
  IF EXISTS (
    SELECT 1 FROM json_to_recordset(p_lines) AS l(qty bigint, unprc bigint, taxcd integer)
    WHERE NOT coalesce(qty > 0 AND unprc >= 0 AND taxcd IN (0, 1, 2), false)) THEN
    RAISE EXCEPTION 'A line needs a quantity, a price and a tax code.' USING ERRCODE = 'FI422';
  END IF;

  v_docno := next_number(p_comp, 'DOC');
  INSERT INTO FIHDR (COMP, DOCNO, ORDNO, CUSNO, EXREF, DOCDT, DUEDT, STAT, CURCY, NETAM, TAXAM, GROAM, PAYAM, UPDDT, UPDTM)
  VALUES (
    p_comp, v_docno, coalesce(p_ordno, 0), p_cusno, coalesce(p_exref, ''), p_docdt,
    to_char(to_date(p_docdt::text, 'YYYYMMDD') + 30, 'YYYYMMDD')::integer, 10, 'EUR', 0, 0, 0, 0,
    to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDD')::integer, to_char(now() AT TIME ZONE 'UTC', 'HH24MISS')::integer);
  INSERT INTO FILIN (COMP, DOCNO, LINNO, ITMNO, DESCR, QTY, UNPRC, LINAM, TAXCD)
  SELECT p_comp, v_docno, n, coalesce(l.itmno, ''), coalesce(l.descr, ''), l.qty, l.unprc,
    round(l.qty::numeric * l.unprc / 100000), l.taxcd
  FROM json_array_elements(p_lines) WITH ORDINALITY AS e(line, n)
  CROSS JOIN LATERAL json_to_record(line) AS l(itmno text, descr text, qty bigint, unprc bigint, taxcd integer);

  SELECT sum(net), sum(tax) INTO v_net, v_tax FROM (
    SELECT sum(LINAM) AS net, round(sum(LINAM) * CASE TAXCD WHEN 1 THEN 19 WHEN 2 THEN 7 ELSE 0 END / 100.0) AS tax
    FROM FILIN WHERE COMP = p_comp AND DOCNO = v_docno GROUP BY TAXCD) AS rates;
  UPDATE FIHDR SET NETAM = v_net, TAXAM = v_tax, GROAM = v_net + v_tax WHERE COMP = p_comp AND DOCNO = v_docno;

  v_entno := next_number(p_comp, 'ENT');
  INSERT INTO FILED (COMP, ENTNO, LINNO, DOCNO, ACCNO, PSTDT, AMT)
  VALUES
    (p_comp, v_entno, 1, v_docno, 1400, p_docdt, v_net + v_tax),
    (p_comp, v_entno, 2, v_docno, 8400, p_docdt, -v_net),
    (p_comp, v_entno, 3, v_docno, 1776, p_docdt, -v_tax);
  RETURN v_docno;
END $$;

-- Returns the number of the payment within its invoice.
CREATE OR REPLACE FUNCTION register_payment(
  p_comp integer, p_docno integer, p_paydt integer, p_amt bigint, p_meth integer, p_exref text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_header FIHDR;
  v_payno  integer;
  v_entno  integer;
BEGIN
  IF NOT coalesce(is_date(p_paydt) AND p_amt > 0 AND p_meth IN (1, 2, 3), false) THEN
    RAISE EXCEPTION 'A payment needs a date, an amount and a method.' USING ERRCODE = 'FI422';
  END IF;
  SELECT * INTO v_header FROM FIHDR WHERE COMP = p_comp AND DOCNO = p_docno FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'There is no invoice % in company %.', p_docno, p_comp USING ERRCODE = 'FI404';
  END IF;
  IF v_header.STAT = 90 OR v_header.PAYAM + p_amt > v_header.GROAM THEN
    RAISE EXCEPTION 'Invoice % is cancelled or would be overpaid.', p_docno USING ERRCODE = 'FI409';
  END IF;

  SELECT coalesce(max(PAYNO), 0) + 1 INTO v_payno FROM FIPAY WHERE COMP = p_comp AND DOCNO = p_docno;
  INSERT INTO FIPAY (COMP, DOCNO, PAYNO, PAYDT, AMT, METH, EXREF)
  VALUES (p_comp, p_docno, v_payno, p_paydt, p_amt, p_meth, coalesce(p_exref, ''));
  UPDATE FIHDR SET
    PAYAM = PAYAM + p_amt,
    STAT = CASE WHEN PAYAM + p_amt = GROAM THEN 30 ELSE 20 END,
    UPDDT = to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDD')::integer,
    UPDTM = to_char(now() AT TIME ZONE 'UTC', 'HH24MISS')::integer
  WHERE COMP = p_comp AND DOCNO = p_docno;
  v_entno := next_number(p_comp, 'ENT');
  INSERT INTO FILED (COMP, ENTNO, LINNO, DOCNO, ACCNO, PSTDT, AMT)
  VALUES (p_comp, v_entno, 1, p_docno, 1200, p_paydt, p_amt), (p_comp, v_entno, 2, p_docno, 1400, p_paydt, -p_amt);
  RETURN v_payno;
END $$;
