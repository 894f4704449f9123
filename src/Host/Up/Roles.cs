using Hub.Host.Commands;
using Hub.Platform.Sides;

namespace Hub.Host.Up;

/// <summary>Which parts this process runs; the same build runs any of them.</summary>
[Flags]
internal enum Roles
{
    None = 0,
    Facade = 1,
    Adapters = 2,
    Sync = 4,
    Services = 8,
    All = Facade | Adapters | Sync | Services,
}

/// <summary>Reads <c>--roles</c> and <c>--peer</c>.</summary>
internal static class RolesAndPeers
{
    private static readonly string Known = string.Join(
        ", ",
        Enum.GetNames<Roles>()
            .Where(n => n is not (nameof(Roles.None) or nameof(Roles.All)))
            .Select(n => n.ToLowerInvariant()));

    public static Roles ReadRoles(string? text)
    {
        var roles = Roles.None;
        foreach (var word in (text ?? "all").Split(',', StringSplitOptions.TrimEntries))
            roles |= ReadRole(word);
        return roles;
    }

    public static string Write(Roles roles) =>
        string.Join(',', Enum.GetValues<Roles>().Where(r => r is not (Roles.None or Roles.All) && roles.HasFlag(r)))
            .ToLowerInvariant();

    public static Peers ReadPeers(IEnumerable<string> texts)
    {
        var secret = Environment.GetEnvironmentVariable("HUB_SECRET") is { Length: > 0 } given ? given : null;
        var addresses = new Dictionary<string, Uri>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            if (text.Split('=', 2) is not [var role, var url]
                || !Uri.TryCreate(url, UriKind.Absolute, out var address)
                || address.Scheme is not ("http" or "https"))
                throw new CommandFailedException(
                    $"--peer '{text}' is none: write ROLE=URL, as in adapters=http://10.0.0.2:8081.");
            addresses[ReadRole(role).ToString().ToLowerInvariant()] = address;
        }

        if (secret?.Length < Peers.ShortestSecret || (addresses.Count > 0 && secret is null))
            throw new CommandFailedException(
                "Processes of one hub know each other by HUB_SECRET: "
                + $"set it to the same {Peers.ShortestSecret} or more random characters for each of them.");
        return new Peers(addresses, secret);
    }

    private static Roles ReadRole(string word) =>
        Enum.TryParse<Roles>(word, ignoreCase: true, out var role) && Enum.IsDefined(role) && !char.IsDigit(word[0])
            && role != Roles.None ? role
            : throw new CommandFailedException($"'{word}' is no role; the roles are {Known}.");
}
