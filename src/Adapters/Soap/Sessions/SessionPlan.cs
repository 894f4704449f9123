using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Hub.Soap.Contracts;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Soap.Sessions;

/// <summary>How sessions are opened, named in calls and ended, as a system's <c>credentials: { session: … }</c> says.</summary>
/// <param name="Contract">What the login service promises: often the system's own contract.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Login">The operation that opens one.</param>
/// <param name="In">Its request, with the account.</param>
/// <param name="Token">Where the answer says what names the session.</param>
/// <param name="Put">Where calls name it.</param>
/// <param name="Logout">The operation that ends one, or null.</param>
/// <param name="RenewOn">Faults that say the session is over, and so that nothing was done.</param>
/// <param name="Lives">How long one is good for.</param>
/// <param name="Size">How many there may be, with one call at a time in each; null for one in which all calls are made.</param>
internal sealed record SessionPlan(
    SoapContract Contract,
    Uri Address,
    SoapOperation Login,
    JsonNode In,
    TokenPlace Token,
    TokenPlace Put,
    SoapOperation? Logout,
    ImmutableArray<string> RenewOn,
    SessionLife Lives,
    int? Size)
{
    /// <summary>Where the answer says which address calls go to; null for the system's own.</summary>
    public SessionEndpoint? Endpoint { get; init; }

    private const string TextPrefix = "text ";

    /// <summary>Whether an outcome says that the session is over. Only what says so too that nothing was done.</summary>
    public bool IsOver(SystemOutcome outcome) => outcome switch
    {
        Denied => true,
        Fault fault => RenewOn.Any(name => Means(name, fault)),
        _ => false,
    };

    public override string ToString() => nameof(SessionPlan);

    private static bool Means(string name, Fault fault) =>
        name.StartsWith(TextPrefix, StringComparison.Ordinal)
            ? fault.Text.Contains(name[TextPrefix.Length..].Trim(), StringComparison.OrdinalIgnoreCase)
        : name == fault.DetailName
            || (name.StartsWith(FaultCodes.Prefix, StringComparison.Ordinal)
                && fault.Codes.Contains(name[FaultCodes.Prefix.Length..], StringComparer.Ordinal));
}

/// <summary>How long a session is good for.</summary>
/// <param name="Idle">Without a call.</param>
/// <param name="Lifetime">From its login, whatever is done in it.</param>
internal sealed record SessionLife(TimeSpan Idle, TimeSpan Lifetime);

/// <summary>Where a token stands: one of the kinds below and no other.</summary>
internal abstract record TokenPlace
{
    private protected TokenPlace()
    {
    }
}

/// <summary>In the message: the answer of a login, the request of a call.</summary>
internal sealed record InBody(ImmutableArray<string> Path) : TokenPlace;

/// <summary>In a block of the envelope's header.</summary>
/// <param name="Shape">Its element.</param>
/// <param name="Path">The field in it.</param>
/// <param name="With">What else stands in it.</param>
internal sealed record InHeader(ElementShape Shape, ImmutableArray<string> Path, JsonNode With) : TokenPlace;

/// <summary>In an HTTP header.</summary>
internal sealed record InHttp(string Name) : TokenPlace;

/// <summary>In a cookie; <c>*</c> takes all that the login sets.</summary>
internal sealed record InCookie(string Name) : TokenPlace
{
    public const string All = "*";
}
