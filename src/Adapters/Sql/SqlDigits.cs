namespace Hub.Adapters.Sql;

/// <summary>Counts the digits of times and amounts, as a request writes them.</summary>
internal static class SqlDigits
{
    /// <summary>Returns how many digits stand behind the last point of a text, zeros at their end not counted.</summary>
    public static int BehindSecond(string text)
    {
        var point = text.LastIndexOf('.');
        if (point < 0)
            return 0;
        var count = 0;
        for (var i = point + 1; i < text.Length && char.IsAsciiDigit(text[i]); i++)
            if (text[i] != '0')
                count = i - point;
        return count;
    }
}
