using System.Collections.Concurrent;
using Hub.Platform.Plan;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace Hub.Facade.Access;

/// <summary>
/// The issuers' public keys: from the plan's file, or fetched, and fetched again when they are old or a token names one
/// that is not among them. While they cannot be fetched, the last ones hold.
/// </summary>
internal sealed partial class JwtKeys(TimeProvider time, ILogger<JwtKeys> logger) : IPlanPart, IDisposable
{
    private static readonly TimeSpan Old = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<Uri, Published> _published = [];
    private readonly ConcurrentDictionary<(string Plan, string File), IReadOnlyList<SecurityKey>> _files = [];

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        Timeout = TimeSpan.FromSeconds(5),
        MaxResponseContentBufferSize = 1024 * 1024,
    };

    /// <summary>Reads the keys of the plan's file; those at an address are fetched when they are needed.</summary>
    public object Build(MigrationPlan plan, PlanErrors errors)
    {
        if (plan.Jwt is not { KeysFile: { } file } jwt)
            return Array.Empty<SecurityKey>();
        IReadOnlyList<SecurityKey> keys = [];
        errors.Try(jwt.At, $"the keys in {file} cannot be read", () => keys = JwtSigningKeys.Read(plan.Bundle.Text(file)!));
        if (keys.Count == 0)
            errors.Add(jwt.At, $"{file} has no public key that a signature can be checked with (RFC 7517)");
        return keys;
    }

    /// <summary>The keys known; none while they were never fetched.</summary>
    public async ValueTask<IReadOnlyList<SecurityKey>> FindAsync(PlanBundle bundle, JwtPlan jwt)
    {
        if (jwt.KeysAddress is not { } address)
            return _files.GetOrAdd((bundle.Hash, jwt.KeysFile!), _ => JwtSigningKeys.Read(bundle.Text(jwt.KeysFile!)!));
        var published = _published.GetOrAdd(address, _ => new Published());
        if (published.FetchedAt is not { } at)
            await FetchAsync(jwt, address, published);
        else if (time.GetElapsedTime(at) > Old)
            // Whoever comes now need not wait: what was good ten minutes ago is good enough for this request.
            _ = FetchAsync(jwt, address, published);
        return published.Keys;
    }

    /// <summary>The keys fetched anew, or null where there is nothing to fetch, or it was tried a moment ago.</summary>
    public async ValueTask<IReadOnlyList<SecurityKey>?> RenewAsync(JwtPlan jwt) =>
        jwt.KeysAddress is { } address
        && await FetchAsync(jwt, address, _published.GetOrAdd(address, _ => new Published())) is { } published
            ? published.Keys
            : null;

    public void Dispose() => _client.Dispose();

    private async Task<Published?> FetchAsync(JwtPlan jwt, Uri address, Published published)
    {
        await published.One.WaitAsync();
        try
        {
            if (published.TriedAt is { } tried && time.GetElapsedTime(tried) < Pause)
                return null;
            published.TriedAt = time.GetTimestamp();
            published.Keys = JwtSigningKeys.Read(await _client.GetStringAsync(address));
            published.FetchedAt = time.GetTimestamp();
            return published;
        }
#pragma warning disable CA1031 // whatever the issuer does, callers are let in by the keys known, or not at all
        catch (Exception e)
#pragma warning restore CA1031
        {
            NotFetched(jwt.Keys, e.GetType().Name);
            return null;
        }
        finally
        {
            published.One.Release();
        }
    }

    [LoggerMessage(LogLevel.Warning, "The keys at {Address} could not be fetched ({Problem}); those known hold on")]
    private partial void NotFetched(string address, string problem);

    private sealed class Published
    {
        public SemaphoreSlim One { get; } = new(1, 1);

        public IReadOnlyList<SecurityKey> Keys { get; set; } = [];

        public long? FetchedAt { get; set; }

        public long? TriedAt { get; set; }
    }
}
