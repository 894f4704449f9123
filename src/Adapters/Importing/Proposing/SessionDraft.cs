using System.Collections.Immutable;
using System.Text;
using Hub.Importing.Writing;

namespace Hub.Importing.Proposing;

/// <summary>A login whose token calls need, as <c>credentials: { session: … }</c> would say it.</summary>
/// <param name="Login">The operation that opens a session.</param>
/// <param name="In">What it is given: places in its request, and the variable that holds each.</param>
/// <param name="Token">Where its answer has the token.</param>
/// <param name="Put">Where calls name it: <c>{ in: … }</c> or <c>{ header: … }</c>.</param>
internal sealed record SessionDraft(string Login, ImmutableArray<(string Path, string Variable)> In, string Token, string Put)
{
    /// <summary>Where the answer says which address to call; null where it does not.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Hosts that may be named there.</summary>
    public string? Hosts { get; init; }

    /// <summary>Faults that speak of a session that is over.</summary>
    public ImmutableArray<string> RenewOn { get; init; } = [];

    /// <summary>The operation that ends a session, or null.</summary>
    public string? Logout { get; init; }

    /// <summary>The field of requests that the hub fills in; null where the token goes into the header.</summary>
    public string? FilledIn { get; init; }

    /// <summary>Whether an operation is the hub's business and nobody else's.</summary>
    public bool Has(string operation) => operation == Login || operation == Logout;

    public IEnumerable<ImportVariable> Variables => In.Select(i => new ImportVariable(i.Variable, "…"));

    /// <summary>As it stands below <c>credentials</c>.</summary>
    public string Text
    {
        get
        {
            var text = new StringBuilder($"  session:\n    login: {YamlText.Scalar(Login)}\n    in: {Tree(In, "")}\n");
            text.Append($"    token: {YamlText.Scalar(Token)}\n");
            if (Endpoint is not null)
                text.Append($"    endpoint: {EndpointText()}      # calls go where the login says\n");
            text.Append($"    put: {Put}\n");
            text.Append(RenewOn.IsEmpty
                ? "    # renewOn: [FAULT]                # the fault that says a session is over, code.NAME or \"text WORDS\"\n"
                : $"    renewOn: {YamlText.List(RenewOn, 4)}\n");
            if (Logout is not null)
                text.Append($"    logout: {YamlText.Scalar(Logout)}\n");
            return text.ToString();
        }
    }

    private string EndpointText() => Hosts is null
        ? YamlText.Scalar(Endpoint!)
        : $"{{ at: {YamlText.Scalar(Endpoint!)}, hosts: [{YamlText.Quoted(Hosts)}] }}";

    private static string Tree(IEnumerable<(string Path, string Variable)> fields, string at) => YamlText.Map(
        fields.GroupBy(f => f.Path[at.Length..].Split('/')[0], StringComparer.Ordinal).Select(group =>
            (group.Key, group.First() is var first && first.Path.Length == at.Length + group.Key.Length
                ? YamlText.Quoted($"${{env:{first.Variable}}}")
                : Tree(group, $"{at}{group.Key}/"))),
        indentation: 4,
        used: 4);
}
