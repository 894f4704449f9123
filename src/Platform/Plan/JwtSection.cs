using System.Collections.Immutable;
using System.Text.Json;
using Hub.ServiceKit.Problems;

namespace Hub.Platform.Plan;

/// <summary>Reads <c>jwt</c> of <c>hub.yaml</c>.</summary>
internal static class JwtSection
{
    /// <summary>The fields of <c>jwt</c>.</summary>
    public static readonly PlanShape Shape = new("jwt", "issuer", "audience", "keys")
    {
        { "issuer", PlanValue.Text, "Whose tokens are believed: their 'iss'." },
        { "audience", PlanValue.Text, "Whom tokens must be for: their 'aud'." },
        { "keys", PlanValue.Text, "The issuer's JSON Web Key Set: a file of the plan, or an https address." },
        { "clockSkew", PlanValue.Duration, "By how much clocks may differ." },
        { "types", PlanValue.ListOf(PlanValue.Text), "What a token's 'typ' may be." },
    };

    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan MostSkew = TimeSpan.FromMinutes(10);

    public static JwtPlan Read(PlanNode node, PlanBundle bundle, PlanErrors errors)
    {
        var fields = new PlanFields(node, errors, Shape);
        var keys = fields.Required("keys");
        var isAddress = node["keys"] is { Referenced: true }
            || (Uri.TryCreate(keys, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https");
        var address = isAddress ? fields.Address("keys") : null;
        if (address is { Scheme: "http", IsLoopback: false })
            errors.Add(
                node["keys"]!,
                "whoever stands between could put their own keys in: 'keys' is an https address, or a file of the plan");
        else if (!isAddress && keys.Length > 0)
            CheckFile(node["keys"]!, keys, bundle, errors);
        var skew = fields.Duration("clockSkew", Skew);
        if (skew > MostSkew)
            errors.Add(node["clockSkew"]!, "'clockSkew' is 10m at most: that long, a token that has ended is still good");
        var plan = new JwtPlan(
            fields.Required("issuer"), fields.Required("audience"), isAddress ? null : keys, address, skew, node.At)
        {
            Keys = keys,
        };
        return node["types"] is { } types ? plan with { Types = ReadTypes(types, errors) } : plan;
    }

    private static ImmutableArray<string> ReadTypes(PlanNode node, PlanErrors errors)
    {
        var types = node.Items.Select(t => t.Text).ToList();
        if (types.Count == 0 || types.Contains(null))
            errors.Add(node, "'types' is a list of what a token's 'typ' may be, such as [JWT, at+jwt]");
        return [.. types.OfType<string>()];
    }

    private static void CheckFile(PlanNode at, string file, PlanBundle bundle, PlanErrors errors)
    {
        if (bundle.Text(file) is not { } text)
        {
            errors.Add(at, $"there is no '{file}' in the plan; 'keys' is the issuer's JSON Web Key Set, a file of the plan "
                + $"or the https address of one{Spelling.DidYouMean(file, bundle.Files.Keys)}");
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement is not { ValueKind: JsonValueKind.Object } set
                || !set.TryGetProperty("keys", out var keys)
                || keys.ValueKind != JsonValueKind.Array
                || keys.GetArrayLength() == 0)
                errors.Add(at, $"{file} is no JSON Web Key Set: it has no list of 'keys' (RFC 7517)");
            else if (keys.EnumerateArray().Any(IsSecret))
                errors.Add(
                    at,
                    $"{file} holds a private or a shared key: "
                    + "the hub needs the public ones only, and a plan is no place for others");
        }
        catch (JsonException e)
        {
            errors.Add(at, $"{file} is no JSON: {e.Message}");
        }
    }

    private static bool IsSecret(JsonElement key) =>
        key.ValueKind == JsonValueKind.Object && (key.TryGetProperty("d", out _) || key.TryGetProperty("k", out _));
}
