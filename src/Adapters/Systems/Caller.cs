using Hub.Platform.Sides;
using Hub.Soap.Outcomes;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Systems;

/// <summary>
/// Whoever a call is made for, where a system wants to know its callers itself. What nobody asked for, sync say, has none
/// and goes by the hub's own account; a caller without credentials goes without any, and never by the hub's.
/// </summary>
/// <param name="Authorization">The caller's own <c>Authorization</c>, or null.</param>
/// <param name="Key">Whom its calls count for.</param>
internal sealed record Caller(string? Authorization, CallerKey Key = default)
{
    public static Caller Of(HttpRequest request) => new(
        request.Headers.Authorization is [{ Length: > 0 } one] ? one : null, CallerKey.Of(request.HttpContext));

    /// <summary>What of it a request to the system carries.</summary>
    public CallerCredentials Credentials => new(Authorization, ConnectionCredentials.AreIn(Authorization));

    public override string ToString() => nameof(Caller);
}
