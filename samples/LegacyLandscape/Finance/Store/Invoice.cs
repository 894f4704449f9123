namespace LegacyLandscape.Finance.Store;

/// <summary>A row of FIHDR; amounts in cents, dates yyyyMMdd, times hhmmss.</summary>
internal sealed record Invoice
{
    public required long Comp { get; init; }
    public required long DocNo { get; init; }
    public required long OrdNo { get; init; }
    public required string CusNo { get; init; }
    public required string ExRef { get; init; }
    public required long DocDt { get; init; }
    public required long DueDt { get; init; }
    public required long Stat { get; init; }
    public required string Curcy { get; init; }
    public required long NetAm { get; init; }
    public required long TaxAm { get; init; }
    public required long GroAm { get; init; }
    public required long PayAm { get; init; }
    public required long UpdDt { get; init; }
    public required long UpdTm { get; init; }
}

internal static class InvoiceStatus
{
    public const long Open = 10;
    public const long Cancelled = 90;
}

/// <param name="Qty">Thousandths.</param>
/// <param name="UnPrc">Ten-thousandths.</param>
/// <param name="TaxCd">1 full rate, 2 reduced, 0 none.</param>
internal sealed record NewLine(string? ItmNo, string? Descr, long Qty, long UnPrc, int TaxCd = 1)
{
    /// <summary>Cents, half a cent rounded up.</summary>
    public long LinAm => Rounded(Qty * (decimal)UnPrc / 100_000);

    public static long TaxOf(IEnumerable<NewLine> lines) =>
        lines.GroupBy(line => line.TaxCd).Sum(rate => Rounded(rate.Sum(line => line.LinAm) * RateOf(rate.Key)));

    private static decimal RateOf(int taxCd) => taxCd switch { 1 => 0.19m, 2 => 0.07m, _ => 0m };

    private static long Rounded(decimal cents) => (long)decimal.Round(cents, MidpointRounding.AwayFromZero);
}

internal sealed record NewInvoice(
    string CusNo, int DocDt, IReadOnlyList<NewLine> Lines, int Comp = 1, int OrdNo = 0, string ExRef = "");

/// <param name="Amt">Cents.</param>
/// <param name="Meth">1 transfer, 2 direct debit, 3 cash.</param>
internal sealed record NewPayment(int PayDt, long Amt, int Meth = 1, int Comp = 1, string ExRef = "");
