using Hub.Platform.Plan;

namespace Hub.Adapters.Systems;

/// <summary>Reads a system's <c>credentials</c>.</summary>
internal static class CredentialsReader
{
    public static Credentials? Read(PlanNode? node, PlanErrors errors)
    {
        if (node is null || new PlanFields(node, errors, "service").Node["service"] is not { } service)
            return null;
        var fields = new PlanFields(service, errors, "username", "password", "scheme", "digest", "timestamp");
        var scheme = fields.OneOf("scheme", "basic", "usernameToken") == "basic" ? CredentialScheme.Basic : CredentialScheme.UsernameToken;
        foreach (var option in new[] { "digest", "timestamp" })
            if (scheme == CredentialScheme.Basic && service[option] is { } misplaced)
                errors.Add(misplaced, $"'{option}' belongs to scheme: usernameToken");
        return new Credentials(
            fields.Required("username"), fields.Required("password"), scheme, fields.Flag("digest", otherwise: true), fields.Flag("timestamp"));
    }
}
