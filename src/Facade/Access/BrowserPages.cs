namespace Hub.Facade.Access;

/// <summary>
/// Marks endpoints of the own surface that a browser opens. A browser sends the token as a password (RFC 7617), as it cannot send
/// it otherwise, and what it posts are forms; whoever maps such an endpoint refuses those of other sites' pages.
/// </summary>
internal sealed class BrowserPages
{
    public static readonly BrowserPages Instance = new();
}
