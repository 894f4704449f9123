using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Hub.Platform.Identity;

/// <summary>
/// Who may call an endpoint of the hub's own surface: its metadata, and what ASP.NET Core's authorization asks. The
/// facade, which has the surface's group, answers.
/// </summary>
/// <param name="role">The least role.</param>
public sealed class AccessRequirement(AccessRole role) : IAuthorizationRequirement, IAuthorizationRequirementData
{
    /// <summary>The least role.</summary>
    public AccessRole Role => role;

    /// <summary>What the audit log calls it; null for what only reads.</summary>
    public string? Action { get; init; }

    /// <summary>The route value that names what it is done to.</summary>
    public string? Target { get; init; }

    /// <summary>What it is done to, where that is known without the request; comes before <see cref="Target"/>.</summary>
    public string? Subject { get; init; }

    /// <summary>
    /// Whether it is called as often as routes are, so that who calls is known from what the store said within the last
    /// second, and no request waits for the store.
    /// </summary>
    public bool Often => Depending is not null;

    /// <summary>What a request takes where that depends on what it asks for; null where it is the same for all.</summary>
    public Func<HttpContext, AccessRequirement>? Depending { get; init; }

    /// <summary>
    /// Which capabilities it is done to; null where none is, or where that is only known once the body is read. An
    /// empty list where there is no such target: that is the endpoint's to say.
    /// </summary>
    public Func<HttpContext, ValueTask<IReadOnlyList<string>>>? Capabilities { get; init; }

    /// <summary>What a request takes.</summary>
    public AccessRequirement For(HttpContext context) => Depending?.Invoke(context) ?? this;

    /// <inheritdoc />
    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [this];
}

/// <summary>Says who may call an endpoint.</summary>
public static class EndpointAccess
{
    /// <summary>Reading, which leaves no trace.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="role">The least role.</param>
    /// <param name="capabilities">Which capabilities what is read belongs to; null where it is not theirs alone to read.</param>
    public static TBuilder ReadBy<TBuilder>(
        this TBuilder endpoint, AccessRole role, Func<HttpContext, ValueTask<IReadOnlyList<string>>>? capabilities = null)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new AccessRequirement(role) { Capabilities = capabilities });

    /// <summary>Writing, which is audited, refused or done.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="role">The least role.</param>
    /// <param name="action">What the audit log calls it.</param>
    /// <param name="target">The route value that names what it is done to.</param>
    /// <param name="capabilities">Which capabilities that belongs to.</param>
    public static TBuilder WrittenBy<TBuilder>(
        this TBuilder endpoint, AccessRole role, string action, string? target = null,
        Func<HttpContext, ValueTask<IReadOnlyList<string>>>? capabilities = null)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new AccessRequirement(role) { Action = action, Target = target, Capabilities = capabilities });

    /// <summary>Reading or writing, depending on what is asked for.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="requirement">What a request takes; what it takes at least is a viewer.</param>
    public static TBuilder AskedFor<TBuilder>(this TBuilder endpoint, Func<HttpContext, AccessRequirement> requirement)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new AccessRequirement(AccessRole.Viewer) { Depending = requirement });
}
