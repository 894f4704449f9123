using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Problems;

namespace Hub.Platform.Plan;

/// <summary>
/// Reads the new side of a link: <c>new: service:orders</c>, or an address with <c>changes</c>, <c>records</c>, <c>token</c> and
/// <c>dryRun</c>.
/// </summary>
internal static class LinkedServiceSection
{
    private const string Example =
        "as in { legacy: adapter:erp, new: http://orders:9000, changes: /hub/changes, records: /api/orders }";

    private static readonly string[] OfAddresses = ["changes", "records", "token", "dryRun"];

    /// <summary>Reads it from the fields of a link.</summary>
    /// <returns>
    /// The side's name, and how a service is asked; null for a side that the hub hosts, or where a fault was reported.
    /// </returns>
    public static (SideName Name, LinkedServicePlan? Service) Read(PlanFields link, PlanErrors errors)
    {
        var written = link.Required("new");
        var node = link.Node["new"];
        var name = node is { Referenced: true } ? SideName.Address(written) : SideName.Parse(written);
        if (node is null || written.Length == 0)
            return (name, null);
        if (!name.IsHosted)
            return (name, ReadService(link, node, errors));
        foreach (var field in OfAddresses.Where(f => link.Node[f] is not null))
            errors.Add(link.Node[field]!, $"'{field}' is of a service at an address; {name} is hosted by the hub: leave it out");
        return (name, null);
    }

    private static LinkedServicePlan? ReadService(PlanFields link, PlanNode node, PlanErrors errors)
    {
        var address = PlanAddress.Read(
            "new", node, errors,
            $"'{Spelling.Shorten(node.Text!)}' cannot be linked: name service:NAME, or the address of a service, {Example}");
        if (address is { AbsolutePath: not "/" } or { Query.Length: > 0 })
            errors.Add(
                node,
                $"{PlanAddress.Said("new", node)} is an address with a path or query: write scheme, host and port alone, and the "
                + $"paths as 'changes' and 'records', {Example}");
        var (changes, records) = (ReadPath(link, "changes", "tells its changes", errors),
            ReadPath(link, "records", "takes its records by their keys", errors));
        var token = ReadToken(link.Node["token"], errors);
        var dryRun = link.Flag("dryRun");
        return address is null || changes is null || records is null
            ? null
            : new LinkedServicePlan(address, changes, records, token, dryRun);
    }

    private static string? ReadPath(PlanFields link, string field, string what, PlanErrors errors)
    {
        if (link.Node[field] is not { Text: { } path } node)
        {
            errors.Add(
                link.Node[field] ?? link.Node,
                $"'{field}' is missing: the path under which the service at 'new' {what}, {Example}; docs/linking-a-service.md "
                + "says what is asked there");
            return null;
        }

        // No segment that anything between hub and service would take away, and no host.
        if (path is ['/', not '/', ..] && path.All(IsOfPath) && !path.Trim('/').Split('/').Any(s => s is "" or "." or ".."))
            return path.TrimEnd('/');
        errors.Add(node, $"'{field}' is a path of letters, digits and -._~/ that starts with '/', {Example}");
        return null;
    }

    private static string? ReadToken(PlanNode? node, PlanErrors errors)
    {
        if (node is null)
            return null;
        if (!node.Referenced)
            errors.Add(node, "'token' is written in the plan, where everybody reads it: write ${env:NAME} or ${file:PATH}");
        var token = node.Value?.Trim();
        if (token is null || token.All(c => c is > ' ' and < '\x7f'))
            return token is { Length: 0 } ? null : token;
        errors.Add(node, $"{PlanAddress.Said("token", node)} is not a token: it has a space or a character that is not ASCII");
        return null;
    }

    private static bool IsOfPath(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~' or '/';
}
