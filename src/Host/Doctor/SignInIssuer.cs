using System.Text.Json;
using Hub.Platform.Plan;

namespace Hub.Host.Doctor;

/// <summary>The issuer that signs the console's visitors in, as this machine reaches it.</summary>
internal static class SignInIssuer
{
    private const string About = "sign-in";
    private const int Longest = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

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
            using var document = JsonDocument.Parse(await http.GetStringAsync(new Uri(address)));
            return FindFault(document.RootElement, plan) is { } fault
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

    private static string? FindFault(JsonElement document, SignInPlan plan)
    {
        if (document.ValueKind != JsonValueKind.Object)
            return "is not a discovery document";
        var issuer = Text("issuer");
        if (issuer?.TrimEnd('/') != plan.Issuer.AbsoluteUri.TrimEnd('/'))
            return $"is of another issuer: {(issuer is { Length: < 200 } ? issuer : "it does not say of which")}";
        var needed = new[] { "authorization_endpoint", "token_endpoint", "jwks_uri" };
        return needed.FirstOrDefault(n => Text(n) is null) is { } missing
            ? $"has no '{missing}'"
            : null;

        string? Text(string name) =>
            document.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
