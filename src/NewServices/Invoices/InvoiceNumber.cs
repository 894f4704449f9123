using System.Globalization;

namespace Hub.Invoices;

/// <summary>
/// The number within an invoice's id, by which invoices are sorted. Each side numbers its own invoices in a series of its own:
/// <c>I-4001</c> was made by finance, <c>N-1001</c> here, so that an id tells who keeps the invoice.
/// </summary>
internal static class InvoiceNumber
{
    /// <summary>The first number of an invoice that is made here.</summary>
    public const long First = 1001;

    private const string OfFinance = "I-";
    private const string OwnPrefix = "N-";

    // Finance's numbers have 32 bits; those made here come after all of them.
    private const long Own = 1L << 32;

    /// <summary>Returns the id of an invoice that is made here.</summary>
    public static string IdOf(long number) => string.Create(CultureInfo.InvariantCulture, $"{OwnPrefix}{number}");

    /// <summary>Whether the invoice of an id was made here.</summary>
    public static bool IsOwn(string id) => id.StartsWith(OwnPrefix, StringComparison.Ordinal);

    /// <summary>Reads the place of an id among the invoices; false where it is not the id of an invoice.</summary>
    public static bool TryRead(string id, out long place)
    {
        var isRead = TryReadFinances(id, out var number);
        place = number;
        if (isRead || !IsOwn(id))
            return isRead;
        isRead = long.TryParse(id.AsSpan(OwnPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var own)
            && own < Own;
        place = Own + own;
        return isRead;
    }

    /// <summary>Reads the number of an invoice of finance's.</summary>
    public static bool TryReadFinances(string id, out int number)
    {
        number = 0;
        return id.StartsWith(OfFinance, StringComparison.Ordinal)
            && int.TryParse(id.AsSpan(OfFinance.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
