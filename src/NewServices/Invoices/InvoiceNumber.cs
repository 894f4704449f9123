using System.Globalization;

namespace Hub.Invoices;

/// <summary>The number within an invoice's id, <c>I-4001</c>: what invoices are in order of, as they are in finance.</summary>
internal static class InvoiceNumber
{
    private const string Prefix = "I-";

    /// <returns>False when it is no invoice's id.</returns>
    public static bool TryRead(string id, out int number)
    {
        number = 0;
        return id.StartsWith(Prefix, StringComparison.Ordinal)
            && int.TryParse(id.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
