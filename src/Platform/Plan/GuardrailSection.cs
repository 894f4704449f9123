using System.Globalization;

namespace Hub.Platform.Plan;

/// <summary>
/// Reads <c>guardrail</c>: <c>{ errors: 0.5%, latency: 2x, mismatch: 1% }</c>, each of them perhaps <c>off</c>, or <c>on</c> or
/// <c>off</c> for all.
/// </summary>
internal static class GuardrailSection
{
    private static readonly PlanValue Share = PlanValue.Either(PlanValue.Share, PlanValue.OneOf("off"));

    private static readonly PlanShape Limits = new("guardrail")
    {
        { "errors", Share, "By how many points of a hundred failures may exceed legacy's." },
        {
            "latency", PlanValue.Either(PlanValue.Like(@"^[0-9]*\.?[0-9]+x$", "2x"), PlanValue.OneOf("off")),
            "How many times legacy's p99 one answer in a hundred may take."
        },
        { "mismatch", Share, "The share of compared answers that may differ." },
    };

    /// <summary>What <c>guardrail</c> is.</summary>
    public static readonly PlanValue Shape = PlanValue.Either(PlanValue.OneOf("on", "off"), Limits);

    /// <summary>
    /// Returns the limits; null where no guardrail holds. A capability with gates has one unless the plan says off.
    /// </summary>
    public static GuardrailPlan? Read(PlanNode? node, bool hasGates, PlanErrors errors)
    {
        if (node is null)
            return hasGates ? GuardrailPlan.Default : null;
        switch (node.Text)
        {
            case "on":
                return GuardrailPlan.Default;
            case "off":
                return null;
            case not null:
                errors.Add(node, "'guardrail' is on, off, or limits, as in { errors: 0.5%, latency: 2x, mismatch: 1% }");
                return null;
        }

        _ = new PlanFields(node, errors, Limits);
        return new GuardrailPlan(
            Read("errors", '%', 100, GuardrailPlan.Default.Errors, "by how many points of a hundred its "
                + "failures may exceed legacy's, such as 0.5%"),
            Read("latency", 'x', 1, GuardrailPlan.Default.Latency, "how many times legacy's p99 one "
                + "answer in a hundred may take, such as 2x"),
            Read("mismatch", '%', 100, GuardrailPlan.Default.Mismatch, "the share of compared answers that "
                + "may differ, such as 1%"));

        double? Read(string name, char unit, double of, double? otherwise, string said)
        {
            if (node[name] is not { } field)
                return otherwise;
            if (field.Text == "off")
                return null;
            var (least, most) = unit == 'x' ? (1.25, 100) : (0.01, 50);
            if (field.Text is { } text && text.EndsWith(unit)
                && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number >= least && number <= most)
                return number / of;
            errors.Add(
                field,
                string.Create(CultureInfo.InvariantCulture, $"'{name}' is {said}, from {least}{unit} to {most}{unit}, or off"));
            return otherwise;
        }
    }
}
