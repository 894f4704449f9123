namespace LegacyLandscape.Shop;

internal static class Forms
{
    private const string Field = "__token";

    public static string HiddenToken(ShopSession session) => $"""<input type="hidden" name="{Field}" value="{session.Token}">""";

    /// <summary>Whether the form was one of the session's own.</summary>
    public static async Task<bool> IsOursAsync(HttpRequest request, ShopSession session) =>
        request.HasFormContentType
        && (await request.ReadFormAsync(request.HttpContext.RequestAborted))[Field] == session.Token;
}
