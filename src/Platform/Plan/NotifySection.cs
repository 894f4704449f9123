using System.Collections.Immutable;
using Hub.ServiceKit.Problems;

namespace Hub.Platform.Plan;

/// <summary>
/// Reads <c>notify</c> of <c>hub.yaml</c>: <c>[{ to: "${env:OPS_WEBHOOK}", kinds: [shift, conflict], secret: "${file:PATH}",
/// format: cloudevents }]</c>.
/// </summary>
internal static class NotifySection
{
    private static readonly PlanShape Webhook = new("webhook", "to")
    {
        { "to", PlanValue.Secret, "The webhook's address, which is a secret: \"${env:OPS_WEBHOOK}\"." },
        { "kinds", PlanValue.ListOf(PlanValue.OneOf([.. NoticeKinds.All])), "What it is told; all where it is missing." },
        { "secret", PlanValue.Secret, "What messages are signed with." },
        { "format", PlanValue.OneOf("cloudevents", "slack", "teams"), "How messages are written." },
    };

    /// <summary>What <c>notify</c> is: a list of webhooks.</summary>
    public static readonly PlanValue Shapes = PlanValue.ListOf(Webhook);

    private const string Example = "as in notify: [{ to: \"${env:OPS_WEBHOOK}\", format: slack }]";
    private const string Prefix = "whsec_";
    private const int ShortestSecret = 24;
    private const int LongestSecret = 64;
    private const int Most = 20;

    public static ImmutableArray<NotifyPlan> Read(PlanNode? node, PlanErrors errors)
    {
        if (node is null)
            return [];
        if (node.Kind != PlanNodeKind.List)
            errors.Add(node, $"'notify' is a list of webhooks, {Example}");
        if (node.Items.Count > Most)
            errors.Add(node, $"'notify' has {node.Items.Count} webhooks; {Most} are told at most");
        var read = node.Items.Select(n => ReadOne(n, errors)).OfType<NotifyPlan>().ToImmutableArray();
        foreach (var same in read.GroupBy(n => n.Written, StringComparer.Ordinal))
            foreach (var other in same.Skip(1))
                errors.Add(other.At, $"{other.Written} is told at {same.First().At} already: list all its 'kinds' there");
        return read;
    }

    private static NotifyPlan? ReadOne(PlanNode node, PlanErrors errors)
    {
        var fields = new PlanFields(node, errors, Webhook);
        var format = fields.OneOf("format") switch
        {
            "slack" => NotifyFormat.Slack,
            "teams" => NotifyFormat.Teams,
            _ => NotifyFormat.CloudEvents,
        };
        var (to, kinds) = (ReadAddress(fields, errors), ReadKinds(node["kinds"], errors));
        var secret = ReadSecret(fields, format, errors);
        return to is null
            ? null
            : new NotifyPlan(to, node["to"]!.Text!, kinds, format, node.At) { Secret = secret };
    }

    // Whoever knows a webhook's address may write there: of Slack and Teams, nothing else is asked for.
    private static Uri? ReadAddress(PlanFields fields, PlanErrors errors)
    {
        var written = fields.Required("to");
        if (fields.Node["to"] is not { Text: not null } node)
            return null;
        if (node.Referenced && written.StartsWith("${", StringComparison.Ordinal) && written.IndexOf('}') == written.Length - 1)
            return PlanAddress.Read("address", node, errors);
        errors.Add(
            node, $"a webhook's address is a secret, and everybody reads the plan: write it as one reference, {Example}");
        return null;
    }

    private static ImmutableArray<string> ReadKinds(PlanNode? node, PlanErrors errors)
    {
        if (node is null)
            return NoticeKinds.All;
        if (node.Items.Count == 0)
            errors.Add(node, $"'kinds' lists some of {string.Join(", ", NoticeKinds.All)}; leave it out for all");
        foreach (var item in node.Items)
            if (item.Text is not { } kind || !NoticeKinds.All.Contains(kind, StringComparer.Ordinal))
                errors.Add(item, $"'{Spelling.Shorten(item.Text ?? "")}' is not a kind of notification; kinds are "
                    + string.Join(", ", NoticeKinds.All) + Spelling.DidYouMean(item.Text ?? "", NoticeKinds.All));
        return [.. node.Items.Select(i => i.Text).OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    private static ImmutableArray<byte> ReadSecret(PlanFields fields, NotifyFormat format, PlanErrors errors)
    {
        const string how = "make one with: echo whsec_$(openssl rand -base64 32)";
        if (fields.Node["secret"] is not { } node)
        {
            if (format == NotifyFormat.CloudEvents && fields.Node.Kind == PlanNodeKind.Map)
                errors.Add(fields.Node, "'secret' is missing, by which the receiver knows that a message is the hub's: write it "
                    + $"as in secret: \"${{file:/run/secrets/webhook}}\"; {how}");
            return [];
        }

        if (!node.Referenced)
        {
            errors.Add(node, "everybody reads the plan: write 'secret' as ${env:NAME} or ${file:PATH}");
            return [];
        }

        // A reference that cannot be resolved has been reported.
        if (node.Value is not { } value)
            return [];
        var text = value.Trim();
        var bytes = new byte[text.Length];
        if (text.StartsWith(Prefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(text[Prefix.Length..], bytes, out var length)
            && length is >= ShortestSecret and <= LongestSecret)
            return [.. bytes[..length]];
        errors.Add(node, $"the value of {node.Text} is not a secret of Standard Webhooks, which is {Prefix} and "
            + $"{ShortestSecret} to {LongestSecret} bytes in Base64; {how}");
        return [];
    }
}
