using System.Text;

namespace Hub.Adapters.Operations;

/// <summary>Operations are called <c>GetInvoice</c> in a WSDL and <c>get-invoice</c> by people: both are understood.</summary>
internal static class OperationName
{
    /// <summary>What the spellings of one name have in common: no case, no hyphens and underscores.</summary>
    public static string Loose(string name) =>
        name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>
    /// A name as addresses and commands like it:
    /// <c>GetInvoice</c> is <c>get-invoice</c>, <c>GetVATRate</c> is <c>get-vat-rate</c>.
    /// </summary>
    public static string Kebab(string name)
    {
        var kebab = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            var begins = char.IsUpper(name[i]) && i > 0 && char.IsLetterOrDigit(name[i - 1])
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (begins)
                kebab.Append('-');
            kebab.Append(name[i] == '_' ? '-' : char.ToLowerInvariant(name[i]));
        }

        return kebab.ToString();
    }
}
