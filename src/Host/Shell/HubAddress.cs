namespace Hub.Host.Shell;

/// <summary>Where the hub is that commands talk to.</summary>
internal static class HubAddress
{
    public const string Default = "http://127.0.0.1:8080";

    private const string Variable = "HUB_URL";

    /// <summary>Returns the address that the environment names, ending with a slash, or what is wrong with it.</summary>
    public static (Uri? Address, string? Fault) Find()
    {
        var url = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given : Default;
        if (!Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var address)
            || address.Scheme is not ("http" or "https"))
            return (null, $"{Variable} is '{url}', which is not an http or https address; set it to one such as {Default}.");
        // Addresses are shown in messages, and the hub asks for a token.
        return address.UserInfo.Length > 0
            ? (null, $"{Variable} holds a user name or a password, which the hub does not take; set it to one such as {Default}, "
                + "and HUB_TOKEN to a token of the hub.")
            : (address, null);
    }
}
