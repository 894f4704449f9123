using System.Text.RegularExpressions;

namespace Hub.Platform.Plan;

/// <summary>Reads addresses of the plan, and says of those that come from references nothing but what is written.</summary>
internal static partial class PlanAddress
{
    private const string Example = "such as http://erp.internal:8080";

    /// <summary>An absolute http or https address; null, and an error, when it is none.</summary>
    /// <param name="name">The field's name.</param>
    /// <param name="node">Its value, which is there.</param>
    /// <param name="errors">Where faults are reported.</param>
    /// <param name="otherwise">What is said of a value that is written out and is no address.</param>
    public static Uri? Read(string name, PlanNode node, PlanErrors errors, string? otherwise = null)
    {
        if (node.Value is not { } value)
        {
            // A reference that cannot be resolved has been reported.
            if (!node.Referenced)
                errors.Add(node, otherwise ?? $"'{name}' is an address {Example}");
            return null;
        }

        var beginning = Beginning().Match(node.Text!);
        // Whoever may write a host into a plan is not to have secrets sent there as a part of the address.
        if (node.Referenced && !beginning.Success && !HostOrPort().IsMatch(node.Text!))
        {
            errors.Add(
                node,
                $"a reference in an address is the whole beginning, or the whole host or port, as in \"${{env:ERP_URL}}/erp\" or "
                + "\"http://${env:ERP_HOST}:8080/erp\"; nothing else of it is told to a host");
            return null;
        }

        // What a reference begins is an address by itself, so that nothing written behind it turns into the host.
        if (Parse(value) is not { } address
            || (node.Referenced && beginning.Success && Parse(value[..^beginning.Groups["rest"].Length]) is null))
        {
            errors.Add(node, node.Referenced ? $"{Said(name, node)} is not an address {Example}"
                : otherwise ?? $"'{name}' is an address {Example}");
            return null;
        }

        // Parsed alone, http://http://127.0.0.1 has a host that is called http.
        if (node.Referenced && !beginning.Success && !Authority().IsMatch(AuthorityOf(value, node.Text!)))
        {
            errors.Add(
                node, $"{Said(name, node)} is not an address {Example}: a reference behind '://' is a host or a port alone");
            return null;
        }

        CheckSecrets(name, node, address, errors);
        return address;
    }

    // Everybody who reads the plan, a log or a list of routes would see them.
    private static void CheckSecrets(string name, PlanNode node, Uri address, PlanErrors errors)
    {
        if (address.UserInfo.Length > 0)
            errors.Add(
                node,
                $"{Said(name, node)} is an address with a name and password in it, where nothing uses them and everybody reads "
                + "them; a system's stand in 'credentials'");
        else if (!node.Referenced && QueryKeys(address).FirstOrDefault(SecretNames.IsSecret) is { } key)
            errors.Add(
                node,
                $"'{name}' has '{key}' in its query, where everybody reads it: write the whole address as ${{env:NAME}}");
        else if (address.Fragment.Length > 0 || (name == "to" && address.Query.Length > 0))
            errors.AddUnlessStored(
                node.At,
                $"{Said(name, node)} has a query or a fragment, which no request carries on: write the address alone, {Example}");
    }

    // What is written behind host and port has no reference in it.
    private static string AuthorityOf(string value, string written) =>
        value[(value.IndexOf("//", StringComparison.Ordinal) + 2)..^HostOrPort().Match(written).Groups["rest"].Length];

    /// <summary>What a field is called in a message: its name, or what is written in it where that is a reference.</summary>
    public static string Said(string name, PlanNode node) => node.Referenced ? $"the value of {node.Text}" : $"'{name}'";

    private static IEnumerable<string> QueryKeys(Uri address) =>
        address.Query.TrimStart('?').Split('&').Select(p => Uri.UnescapeDataString(p.Split('=')[0]));

    private static Uri? Parse(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.Host.Length > 0
            ? address
            : null;

    [GeneratedRegex(
        @"^\$\{[^}]*\}(?<rest>(:\d+)?([/?#]((?!\$\{).)*)?)$",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Beginning();

    [GeneratedRegex(
        @"^https?://(\$\{[^}]*\}(:(\d+|\$\{[^}]*\}))?|[^$/?#:@]+:\$\{[^}]*\})(?<rest>([/?#]((?!\$\{).)*)?)$",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex HostOrPort();

    [GeneratedRegex(
        @"^([^][/?#@\:\s]+|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?\z",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Authority();
}
