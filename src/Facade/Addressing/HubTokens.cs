using Hub.Platform.Identity;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Addressing;

/// <summary>Keeps the hub's own tokens from sides and catch-alls: whoever stands behind one could use them here.</summary>
internal sealed class HubTokens(AccessTokens tokens)
{
    /// <summary>
    /// Removes <c>Authorization</c> where it holds a token of the hub's. A front-end's own credentials pass on.
    /// </summary>
    public void KeepFromSides(IHeaderDictionary headers)
    {
        foreach (var value in headers.Authorization)
        {
            if (!tokens.AreIn(value))
                continue;
            headers.Authorization = default;
            return;
        }
    }
}
