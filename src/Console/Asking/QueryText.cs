namespace Hub.Console.Asking;

/// <summary>Writes queries of addresses.</summary>
internal static class QueryText
{
    /// <summary>Returns the query of what is filled in, trimmed, with its question mark; empty where nothing is.</summary>
    public static string Of(params IEnumerable<(string Name, string? Value)> fields)
    {
        var given = string.Join('&', fields.Where(f => !string.IsNullOrWhiteSpace(f.Value))
            .Select(f => $"{f.Name}={Uri.EscapeDataString(f.Value!.Trim())}"));
        return given.Length == 0 ? "" : $"?{given}";
    }
}
