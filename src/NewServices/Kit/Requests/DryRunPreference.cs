using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Hub.ServiceKit.Requests;

/// <summary>
/// Asks for a write to be tried and not carried out: <c>Prefer: dry-run</c> (the header is RFC 7240's, which leaves a server
/// free to pass over a preference). That it was only tried, an answer says with <c>Preference-Applied: dry-run</c>.
/// </summary>
public static class DryRunPreference
{
    /// <summary>The preference's name.</summary>
    public const string Name = "dry-run";

    /// <summary>The header of a request that holds it.</summary>
    public const string Header = "Prefer";

    /// <summary>The header of an answer that says that it was followed.</summary>
    public const string AppliedHeader = "Preference-Applied";

    /// <summary>Returns whether a request asks for it.</summary>
    public static bool IsAsked(HttpRequest request) => Includes(request.Headers[Header]);

    /// <summary>Returns whether an answer says that it has changed nothing.</summary>
    /// <param name="applied">The answer's field <see cref="AppliedHeader"/>.</param>
    public static bool WasApplied(StringValues applied) => Includes(applied);

    /// <summary>Says so in a response.</summary>
    public static void Apply(HttpResponse response) => response.Headers.Append(AppliedHeader, Name);

    private static bool Includes(StringValues field)
    {
        foreach (var values in field)
            if (values is not null && Includes(values))
                return true;
        return false;
    }

    // Preferences are separated by commas, each with parameters behind semicolons; in quotes both are text.
    private static bool Includes(string values)
    {
        var (begin, isQuoted) = (0, false);
        for (var at = 0; at <= values.Length; at++)
        {
            if (at < values.Length && values[at] == '"' && (at == 0 || values[at - 1] != '\\'))
                isQuoted = !isQuoted;
            if (at < values.Length && (isQuoted || values[at] != ','))
                continue;
            var preference = values.AsSpan(begin, at - begin);
            var name = preference[..(preference.IndexOf(';') is >= 0 and var end ? end : preference.Length)].Trim();
            if (name.Equals(Name, StringComparison.OrdinalIgnoreCase))
                return true;
            begin = at + 1;
        }

        return false;
    }
}
