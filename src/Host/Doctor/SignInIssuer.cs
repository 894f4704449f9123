using System.Text.Json;
using Hub.Platform.Plan;

namespace Hub.Host.Doctor;

/// <summary>The issuer that signs the console's visitors in, as this machine reaches it.</summary>
internal static class SignInIssuer
{
    private const string About = "sign-in";
    private const int Longest = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly JsonSerializerOptions AsWritten = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Reads the issuer's discovery document (OpenID Connect Discovery 1.0, 4).</summary>
    public static async Task<Finding> LookAsync(SignInPlan plan)
    {
        var address = $"{plan.Issuer.AbsoluteUri.TrimEnd('/')}/.well-known/openid-configuration";
        const string next = "see 'signIn' in hub.yaml, and whether this machine reaches the issuer";
        try
        {
            using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
            {
                Timeout = Patience, MaxResponseContentBufferSize = Longest,
            };
            var found = JsonSerializer.Deserialize<Discovery>(await http.GetStringAsync(new Uri(address)), AsWritten);
            return FindFault(found, plan) is { } fault
                ? Finding.Missing(About, $"{address} {fault}", next)
                : Finding.Ok(About, $"{plan.Written} answers");
        }
        catch (JsonException)
        {
            return Finding.Missing(About, $"{address} is not a discovery document", next);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return Finding.Missing(About, $"{address} cannot be read: {e.Message.Split('\n')[0].TrimEnd('.')}", next);
        }
    }

    private static string? FindFault(Discovery? found, SignInPlan plan) => found switch
    {
        null => "is not a discovery document",
        { Issuer: var issuer } when issuer?.TrimEnd('/') != plan.Issuer.AbsoluteUri.TrimEnd('/') =>
            $"is of another issuer: {(issuer is { Length: < 200 } ? issuer : "it does not say of which")}",
        { AuthorizationEndpoint: null } => "has no 'authorization_endpoint'",
        { TokenEndpoint: null } => "has no 'token_endpoint'",
        { JwksUri: null } => "has no 'jwks_uri'",
        _ => null,
    };

    private sealed record Discovery(string? Issuer, string? AuthorizationEndpoint, string? TokenEndpoint, string? JwksUri);
}
