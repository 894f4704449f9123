namespace Hub.Console.SigningIn;

/// <summary>Where somebody who has signed in goes on.</summary>
internal static class OwnPages
{
    /// <summary>
    /// Returns the page asked for where it is one of the console's, else the routes: an address of another site in a link
    /// would be opened right after somebody has signed in.
    /// </summary>
    public static string Of(string? back) =>
        back is not null && back.StartsWith($"{ConsoleServices.Path}/", StringComparison.Ordinal)
        && !back.Contains("sign-in", StringComparison.Ordinal)
            ? back
            : $"{ConsoleServices.Path}/routes";
}
