using System.Security.Cryptography;
using System.Text;
using Hub.ServiceKit.Hosting;

namespace Hub.Platform.Sides;

/// <summary>Other processes of this hub, by the role they run, and the secret that tells them from the outside.</summary>
public sealed class Peers
{
    /// <summary>A shorter secret is none.</summary>
    public const int ShortestSecret = 32;

    private readonly IReadOnlyDictionary<string, Uri> _addresses;
    private readonly byte[]? _secret;

    /// <summary>Names the peers.</summary>
    /// <param name="addresses">Role → where it runs.</param>
    /// <param name="secret">What internal hops carry, at least 32 characters; null where there are none.</param>
    /// <exception cref="ArgumentException">The secret is too short, or missing where there are peers.</exception>
    public Peers(IReadOnlyDictionary<string, Uri> addresses, string? secret)
    {
        if (addresses.Count > 0 && secret is not { Length: >= ShortestSecret })
            throw new ArgumentException($"Peers need a secret of at least {ShortestSecret} characters.", nameof(secret));
        (_addresses, Secret) = (addresses, secret);
        _secret = secret is null ? null : Encoding.UTF8.GetBytes(secret);
    }

    /// <summary>A hub in one process.</summary>
    public static Peers None { get; } = new(new Dictionary<string, Uri>(StringComparer.Ordinal), secret: null);

    /// <summary>What internal hops carry; never logged.</summary>
    public string? Secret { get; }

    /// <summary>Where a role runs, or null.</summary>
    public Uri? Find(string role) => _addresses.GetValueOrDefault(role);

    /// <summary>
    /// Where a hosted side runs (<c>adapter:erp</c> in role adapters, <c>service:orders</c> in role services), or null.
    /// </summary>
    public Uri? FindSide(SideName side) => Find(side.Kind == SideKind.Adapter ? "adapters" : "services");

    /// <summary>Whether a secret is ours; compared in constant time.</summary>
    public bool Knows(string? secret) =>
        _secret is not null
        && secret is not null
        && CryptographicOperations.FixedTimeEquals(_secret, Encoding.UTF8.GetBytes(secret));
}
