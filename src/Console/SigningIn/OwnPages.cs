namespace Hub.Console.SigningIn;

/// <summary>Where somebody who has signed in goes on.</summary>
internal static class OwnPages
{
    private static readonly Uri Anywhere = new("http://hub.invalid");

    /// <summary>
    /// Returns the page asked for where it is one of the console's, else the routes: an address of another site in a link
    /// would be opened right after somebody has signed in.
    /// </summary>
    public static string Of(string? back) =>
        back is not null
        && Uri.TryCreate(Anywhere, back, out var page)
        && page.GetLeftPart(UriPartial.Authority) == Anywhere.GetLeftPart(UriPartial.Authority)
        // '..' is resolved by now: it would lead out of the console.
        && page.AbsolutePath.StartsWith($"{ConsoleServices.Path}/", StringComparison.Ordinal)
        && !page.AbsolutePath.Contains("//", StringComparison.Ordinal)
        && !page.AbsolutePath.Contains("/sign", StringComparison.Ordinal)
            ? page.PathAndQuery
            : $"{ConsoleServices.Path}/routes";
}
