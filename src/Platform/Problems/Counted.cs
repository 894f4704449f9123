namespace Hub.Platform.Problems;

/// <summary>Writes a number with its noun: <c>1 file</c>, <c>2 files</c>.</summary>
public static class Counted
{
    /// <summary>Returns both, the noun in its number.</summary>
    /// <param name="number">How many.</param>
    /// <param name="one">The noun for one.</param>
    /// <param name="several">The noun for any other number; the one with an s where it is not given.</param>
    public static string Of(long number, string one, string? several = null) =>
        number == 1 ? $"1 {one}" : $"{number} {several ?? one + "s"}";
}
