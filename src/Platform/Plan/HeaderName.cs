using Hub.ServiceKit.Problems;

namespace Hub.Platform.Plan;

/// <summary>The name of a header, which is a token (RFC 9110, 5.6.2).</summary>
internal static class HeaderName
{
    /// <summary>Reports a name that no request can carry.</summary>
    public static void Check(string name, PlanNode node, PlanErrors errors)
    {
        if (name.Length is 0 or > 255 || !name.All(IsTokenCharacter))
            errors.Add(
                node,
                $"'{Spelling.Shorten(name)}' is no header's name: it holds letters, digits and !#$%&'*+-.^_`|~, "
                + "as in X-Customer-Id");
    }

    private static bool IsTokenCharacter(char c) =>
        char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal);
}
