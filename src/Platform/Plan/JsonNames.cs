namespace Hub.Platform.Plan;

/// <summary>Names of JSON members as evidence shows them.</summary>
public static class JsonNames
{
    /// <summary>
    /// Returns whether a member's name is shown as it is; one that may be a value itself, a mail address or a customer's number,
    /// is not, and stands as <c>{}</c> in paths.
    /// </summary>
    public static bool IsShown(ReadOnlySpan<char> name)
    {
        if (name.Length is 0 or > 64)
            return false;
        var digits = 0;
        foreach (var c in name)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '$'))
                return false;
            else if (char.IsAsciiDigit(c))
                digits++;
        return digits <= 2;
    }
}
