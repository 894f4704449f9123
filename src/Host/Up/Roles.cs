using System.CommandLine.Parsing;
using Hub.Host.Shell;
using Hub.Platform.Sides;
using Hub.ServiceKit.Problems;

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
    private static readonly string[] Known =
    [
        .. Enum.GetNames<Roles>().Where(n => n is not (nameof(Roles.None) or nameof(Roles.All)))
            .Select(n => n.ToLowerInvariant()),
    ];

    /// <summary>Reads roles; the command line took nothing but <see cref="ValidateRoles"/> lets through.</summary>
    public static Roles ReadRoles(string? text) =>
        Words(text ?? "all").Select(w => FindRole(w) ?? Roles.None).Aggregate(Roles.None, (all, role) => all | role);

    /// <summary>Refuses roles that do not exist.</summary>
    public static void ValidateRoles(OptionResult given)
    {
        foreach (var word in given.Tokens.SelectMany(t => Words(t.Value)).Where(w => FindRole(w) is null))
            given.AddError(NoRole("--roles", word));
    }

    /// <summary>Refuses what is not a role with an address.</summary>
    public static void ValidatePeers(OptionResult given)
    {
        foreach (var text in given.Tokens.Select(t => t.Value))
            if (FindPeer(text) is not var (role, _))
                given.AddError($"--peer '{text}' is invalid: write ROLE=URL, as in adapters=http://10.0.0.2:8081.");
            else if (FindRole(role) is null)
                given.AddError(NoRole("--peer", role));
    }

    /// <summary>Returns whether all roles run in this process, and none elsewhere.</summary>
    public static bool AreAllHere(Roles roles, Peers peers) => roles == Roles.All && Known.All(role => peers.Find(role) is null);

    public static string Write(Roles roles) =>
        string.Join(',', Enum.GetValues<Roles>().Where(r => r is not (Roles.None or Roles.All) && roles.HasFlag(r)))
            .ToLowerInvariant();

    /// <summary>Reads peers; the command line took nothing but <see cref="ValidatePeers"/> lets through.</summary>
    /// <exception cref="CommandFailedException">There are peers and no secret, or the secret is too short.</exception>
    public static Peers ReadPeers(IEnumerable<string> texts)
    {
        var secret = Environment.GetEnvironmentVariable("HUB_SECRET") is { Length: > 0 } given ? given : null;
        var addresses = new Dictionary<string, Uri>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            if (FindPeer(text) is var (role, address))
                addresses[FindRole(role).ToString()!.ToLowerInvariant()] = address;
        }

        if (secret?.Length < Peers.ShortestSecret || (addresses.Count > 0 && secret is null))
            throw new CommandFailedException(
                "Processes of one hub know each other by HUB_SECRET: "
                + $"set it to the same {Peers.ShortestSecret} or more random characters for each of them.");
        return new Peers(addresses, secret);
    }

    private static string[] Words(string text) => text.Split(',', StringSplitOptions.TrimEntries);

    private static (string Role, Uri Address)? FindPeer(string text) =>
        text.Split('=', 2) is [var role, var url]
        && Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? (role, address)
            : null;

    private static Roles? FindRole(string word) =>
        Enum.TryParse<Roles>(word, ignoreCase: true, out var role) && Enum.IsDefined(role) && !char.IsDigit(word[0])
            && role != Roles.None ? role : null;

    private static string NoRole(string option, string word) =>
        $"{option} '{word}' is not a role; the roles are {string.Join(", ", Known)}"
        + Spelling.EndSentence(Spelling.DidYouMean(word, Known));
}
