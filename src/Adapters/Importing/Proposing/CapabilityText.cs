using System.Text;
using Hub.Importing.Writing;
using Hub.Platform.Plan;

namespace Hub.Importing.Proposing;

/// <summary>Writes <c>capabilities/NAME.yaml</c>.</summary>
internal static class CapabilityText
{
    public static string Of(ImportTarget target, bool inside, IEnumerable<RouteDraft> routes)
    {
        var text = new StringBuilder($"{PlanFileKinds.CommentFor("capability", depth: 1)}\n");
        text.Append($"# What the public may ask of {target.System}. "
            + $"Rename routes and paths as you like, here and in systems/{target.System}.yaml.\n");
        text.Append($"capability: {YamlText.Scalar(target.Capability)}\n");
        text.Append(target.Owner is { } owner
            ? $"owner: {YamlText.Scalar(owner)}\n"
            : "owner: nobody-yet                   # the team that answers for it\n");
        text.Append(inside
            ? "zone: inside                        # a system of record: no shift forward without a second person\npace: record\n"
            : "zone: outside                       # or inside: no shift forward without a second person\npace: record\n");
        text.Append(
            $"access: token                       # ./hub token create NAME --role caller --capability {target.Capability}\n");
        text.Append($"sides:\n  legacy: adapter:{target.System}\n");
        text.Append("routes:\n");
        foreach (var route in routes)
            text.Append(route.Route);
        return text.ToString();
    }
}
