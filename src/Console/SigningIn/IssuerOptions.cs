using Hub.Platform.Plan;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;

namespace Hub.Console.SigningIn;

/// <summary>The options of the issuer that the plan served names, built anew where another plan is served.</summary>
/// <param name="served">Returns what the plan served says.</param>
/// <param name="factory">Builds options from it.</param>
internal sealed class IssuerOptions(Func<SignInPlan?> served, IOptionsFactory<OpenIdConnectOptions> factory)
    : IOptionsMonitor<OpenIdConnectOptions>
{
    private readonly Lock _lock = new();
    private SignInPlan? _plan;
    private OpenIdConnectOptions? _built;

    /// <inheritdoc />
    public OpenIdConnectOptions CurrentValue => Get(OpenIdConnectDefaults.AuthenticationScheme);

    /// <inheritdoc />
    public OpenIdConnectOptions Get(string? name)
    {
        lock (_lock)
        {
            var plan = served();
            if (_built is null || !ReferenceEquals(_plan, plan))
                (_plan, _built) = (plan, factory.Create(name ?? OpenIdConnectDefaults.AuthenticationScheme));
            return _built;
        }
    }

    /// <inheritdoc />
    public IDisposable? OnChange(Action<OpenIdConnectOptions, string?> listener) => null;
}
