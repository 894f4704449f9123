using Hub.Platform.Plan;

namespace Hub.Adapters.Systems;

/// <summary>The fields of <c>credentials: { session: … }</c>.</summary>
internal static class SessionShapes
{
    /// <summary>Where a session's token is taken from or put.</summary>
    public static readonly PlanShape Place = new("token-place")
    {
        { "header", PlanValue.Text, "A header of messages: ELEMENT/FIELD." },
        { "with", PlanValue.Any, "What else stands in that header." },
        { "http", PlanValue.Text, "A header of HTTP." },
        { "cookie", PlanValue.Text, "A cookie." },
        { "in", PlanValue.Text, "A field of each request." },
    };

    /// <summary>The fields of <c>endpoint</c>.</summary>
    public static readonly PlanShape Endpoint = new("session-endpoint", "at")
    {
        { "at", PlanValue.Text, "The place of the address in the login's answer." },
        { "hosts", PlanValue.ListOf(PlanValue.Text), "Hosts that it may name." },
    };

    /// <summary>The fields of <c>session</c>.</summary>
    public static readonly PlanShape Session = new("session", "login", "token")
    {
        { "login", PlanValue.Text, "The operation that begins a session." },
        { "in", PlanValue.Any, "What it is sent." },
        { "token", PlanValue.Either(PlanValue.Text, Place), "Where its answer has the session's token." },
        { "endpoint", PlanValue.Either(PlanValue.Text, Endpoint), "Where its answer says which address is called." },
        { "put", Place, "Where other calls take the token." },
        { "logout", PlanValue.Text, "The operation that ends a session." },
        { "renewOn", PlanValue.OneOrMore(PlanValue.Text), "Faults that say that the session has ended." },
        { "idle", PlanValue.Duration, "After how long without a call it ends." },
        { "lifetime", PlanValue.Duration, "After how long it ends." },
        { "pool", PlanValue.Whole(1, 1000), "How many sessions there are at most." },
        { "wsdl", PlanValue.Text, "The WSDL of the login, where that is another one." },
        { "port", PlanValue.Text, "The port of the login." },
        { "address", PlanValue.Text, "The address of the login." },
    };
}
