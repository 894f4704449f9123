using System.Security.Cryptography.X509Certificates;
using Hub.Platform.Plan;
using Hub.Soap.Outcomes;

namespace Hub.Adapters.Systems;

/// <summary>Reads a system's <c>credentials</c>, but for <c>session</c> and <c>header</c>, which are its protocol's.</summary>
internal static class CredentialsReader
{
    private static readonly PlanShape Account = new("account")
    {
        { "username", PlanValue.Text, "The account's name." },
        { "password", PlanValue.Secret, "Its password." },
        { "scheme", PlanValue.OneOf("basic", "usernameToken", "negotiate", "ntlm"), "How it is told." },
        { "domain", PlanValue.Text, "With negotiate and ntlm: its domain." },
        { "digest", PlanValue.Flag, "With usernameToken: whether the password is told as its digest." },
        { "nonce", PlanValue.Flag, "With usernameToken: whether a nonce is sent." },
        { "timestamp", PlanValue.Flag, "With usernameToken: whether a time stamp is sent." },
    };

    private static readonly PlanShape Certificate = new("certificate", "file")
    {
        { "file", PlanValue.Text, "The certificate: PEM or PKCS #12." },
        { "key", PlanValue.Text, "Its private key, where that is another file." },
        { "password", PlanValue.Secret, "The password of the file." },
    };

    private static readonly PlanShape Fields = new("credentials")
    {
        { "service", Account, "The hub's own account." },
        { "forward", PlanValue.Flag, "Whether the caller's credentials pass on." },
        { "certificate", Certificate, "The hub's certificate at the connection." },
        { "session", SessionShapes.Session, "A login before other calls." },
        { "header", PlanValue.Text, "The header of messages that the account stands in." },
        { "with", PlanValue.Any, "What stands in that header." },
    };

    /// <summary>What <c>credentials</c> is.</summary>
    public static readonly PlanValue Shape = PlanValue.Either(PlanValue.OneOf("forward"), Fields);

    private static readonly Dictionary<string, CredentialScheme[]> Belongs = new(StringComparer.Ordinal)
    {
        ["digest"] = [CredentialScheme.UsernameToken],
        ["nonce"] = [CredentialScheme.UsernameToken],
        ["timestamp"] = [CredentialScheme.UsernameToken],
        ["domain"] = [CredentialScheme.Negotiate, CredentialScheme.Ntlm],
    };

    public static SystemCredentials Read(PlanNode? node, AllowedFiles files, PlanErrors errors)
    {
        if (node is null)
            return SystemCredentials.None;
        if (node.Text == "forward")
            return SystemCredentials.None with { Forward = true };
        var fields = new PlanFields(node, errors, Fields);
        var forward = fields.Flag("forward");
        if (forward && node["session"] is { } session)
            errors.Add(session, "'session' is the hub's own and 'forward' the callers'; a system takes one of them");
        CheckHeader(node, forward, errors);
        return new SystemCredentials(
            node["service"] is { } service ? ReadAccount(service, errors) : null,
            forward,
            node["certificate"] is { } certificate ? ReadCertificate(certificate, files, errors) : []);
    }

    // A certificate is the connection's, and goes with any of them.
    private static void CheckHeader(PlanNode node, bool forward, PlanErrors errors)
    {
        if (node["header"] is null && node["with"] is { } with)
            errors.Add(with, "'with' is what stands in a header's block: name the block beside it, as 'header'");
        foreach (var other in node["header"] is null ? [] : new[] { "service", "session", "forward" })
            if (node[other] is { } another && (other != "forward" || forward))
                errors.Add(another, $"'header' is an account and '{other}' another; a system takes one of them");
    }

    /// <summary>A value that is a secret, and so must stand outside of the plan; empty where it cannot be had.</summary>
    public static string Secret(PlanFields fields, string name, PlanErrors errors)
    {
        if (fields.RequiredValue(name) is not { } secret)
            return "";
        RefuseWritten(fields.Node[name]!, name, errors);
        return secret;
    }

    private static void RefuseWritten(PlanNode node, string name, PlanErrors errors)
    {
        if (!node.Referenced)
            errors.Add(node, $"'{name}' is written in the plan, where everybody reads it: write ${{env:NAME}} or ${{file:PATH}}");
    }

    private static Credentials ReadAccount(PlanNode node, PlanErrors errors)
    {
        var fields = new PlanFields(node, errors, Account);
        var scheme = fields.OneOf("scheme") switch
        {
            "usernameToken" => CredentialScheme.UsernameToken,
            "negotiate" => CredentialScheme.Negotiate,
            "ntlm" => CredentialScheme.Ntlm,
            _ => CredentialScheme.Basic,
        };
        foreach (var (option, schemes) in Belongs)
            if (!schemes.Contains(scheme) && node[option] is { } misplaced)
            {
                var right = schemes[0] == CredentialScheme.UsernameToken ? "usernameToken" : "negotiate or ntlm";
                errors.Add(misplaced, $"'{option}' belongs to scheme: {right}");
            }
        // Negotiate without an account takes the one the hub runs under: its Kerberos ticket or keytab.
        var own = scheme == CredentialScheme.Negotiate && node["username"] is null && node["password"] is null;
        var digest = fields.Flag("digest", otherwise: true);
        var nonce = fields.Flag("nonce", otherwise: true);
        if (digest && !nonce)
            errors.Add(node["nonce"]!, "a digest is made of the nonce: write digest: false beside nonce: false");
        return new Credentials(
            own ? "" : fields.RequiredValue("username") ?? "",
            own ? "" : Secret(fields, "password", errors),
            scheme,
            digest,
            fields.Flag("timestamp"))
        {
            Nonce = nonce,
            Domain = node["domain"]?.Value ?? "",
            IsReferenced = node["username"] is { Referenced: true },
        };
    }

    private static X509Certificate2Collection ReadCertificate(PlanNode node, AllowedFiles files, PlanErrors errors)
    {
        var fields = new PlanFields(node, errors, Certificate);
        if (node["password"] is { Text: not null } password)
            RefuseWritten(password, "password", errors);
        fields.Required("file");
        // What could not be resolved has been reported.
        return node["file"] is { Value: not null } file
            && node["key"] is null or { Value: not null } && node["password"] is null or { Value: not null }
            ? new CertificateFile(files, errors).ReadWithKey(file, node["key"], node["password"]?.Value)
            : [];
    }
}
