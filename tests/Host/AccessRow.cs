using Hub.Platform.Identity;

namespace Hub.Host.Tests;

/// <summary>Who may call an endpoint of the hub's own surface.</summary>
/// <param name="Endpoint">Method and pattern as mapped; <c>*</c> for every method.</param>
/// <param name="Role">The least role; null where nobody is asked who they are.</param>
/// <param name="Action">What the audit log calls it; null for what only reads.</param>
/// <param name="Scoped">Whether the token's scope must cover what it is done to.</param>
/// <param name="Scope">What that is.</param>
public sealed record AccessRow(
    string Endpoint, AccessRole? Role, string? Action = null, bool Scoped = false, string Scope = "orders")
{
    public static IReadOnlyList<AccessRow> All { get; } =
    [
        new("GET /hub/health/live", null),
        new("GET /hub/health/ready", null),
        new("* /hub/hops/{side}/{**target}", null),
        new("* /{**rest}", null),
        // The rest of the hub's own prefixes, so that nothing of it is forwarded.
        new("* /hub/{**path}", null),
        new("* /soap/{**path}", null),
        new("GET /hub/metrics", AccessRole.Viewer),
        new("GET /hub/flags", AccessRole.Viewer),
        // It asks by itself who is there, and shows a page to sign in.
        new("* /hub/console/{**page}", null),
        new("GET /hub/api/caller", AccessRole.Viewer),
        new("POST /hub/ofrep/v1/evaluate/flags", AccessRole.Viewer),
        new("POST /hub/mcp/", AccessRole.Viewer),
        new("POST /hub/ofrep/v1/evaluate/flags/{key}", AccessRole.Viewer),
        new("GET /hub/api/routes", AccessRole.Viewer),
        new("GET /hub/api/routes/{id}", AccessRole.Viewer),
        new("GET /hub/api/sides", AccessRole.Viewer),
        new("GET /hub/api/openapi.json", AccessRole.Viewer),
        new("POST /hub/api/routes/{id}/shift", AccessRole.Operator, "shift", Scoped: true),
        new("POST /hub/api/routes/{id}/rollback", AccessRole.Operator, "rollback", Scoped: true),
        new("GET /hub/api/routes/{id}/preview", AccessRole.Viewer),
        new("GET /hub/api/routes/{id}/preview/customers", AccessRole.Viewer),
        new("GET /hub/api/routes/{id}/history", AccessRole.Viewer),
        new("GET /hub/api/evidence", AccessRole.Viewer),
        new("GET /hub/api/routes/{id}/evidence", AccessRole.Viewer),
        new("GET /hub/api/routes/{id}/evidence/document", AccessRole.Viewer),
        new("GET /hub/api/discovered", AccessRole.Viewer),
        new("GET /hub/api/notifications", AccessRole.Viewer),
        new("POST /hub/api/notifications/test", AccessRole.Operator, "notify test"),
        new("GET /hub/api/waves", AccessRole.Viewer),
        new("GET /hub/api/plan/status", AccessRole.Viewer),
        new("GET /hub/api/thinness", AccessRole.Viewer),
        new("GET /hub/api/compositions", AccessRole.Viewer),
        // Who called is told only to those who operate the route's capability.
        new("GET /hub/api/traffic", AccessRole.Viewer),
        new("GET /hub/api/guardrails", AccessRole.Viewer),
        new("POST /hub/api/routes/{id}/guardrail/release", AccessRole.Operator, "guardrail release", Scoped: true),
        new("GET /hub/api/routes/{id}/evidence/examples", AccessRole.Viewer),
        new("GET /hub/api/rules", AccessRole.Viewer),
        new("GET /hub/api/routes/{id}/rules", AccessRole.Viewer),
        new("GET /hub/api/routes/{id}/rules/proposals", AccessRole.Viewer),
        new("POST /hub/api/routes/{id}/rules", AccessRole.Operator, "accept rule", Scoped: true),
        new("DELETE /hub/api/routes/{id}/rules/{name}", AccessRole.Operator, "withdraw rule", Scoped: true),
        new("GET /hub/api/routes/{id}/retirement", AccessRole.Operator, Scoped: true),
        new("GET /hub/api/keys", AccessRole.Viewer),
        new("POST /hub/api/routes/{id}/replay", AccessRole.Operator, "replay requests", Scoped: true),
        new("GET /hub/api/requests/{id}", AccessRole.Viewer),
        new("GET /hub/api/revisions", AccessRole.Viewer),
        new("GET /hub/api/revisions/{from:long}/diff/{to:long}", AccessRole.Viewer),
        new("GET /hub/api/revisions/{number:long}/rollout", AccessRole.Viewer),
        new("GET /hub/api/audit", AccessRole.Viewer),
        new("GET /hub/api/audit/verification", AccessRole.Viewer),
        new("GET /hub/api/plan", AccessRole.Viewer),
        new("POST /hub/api/plan", AccessRole.Operator, "plan apply"),
        new("GET /hub/api/plans", AccessRole.Viewer),
        new("GET /hub/api/revisions/{number:long}/plan", AccessRole.Viewer),
        new("GET /hub/api/approvals", AccessRole.Viewer),
        new("GET /hub/api/approvals/{id}", AccessRole.Viewer),
        new("POST /hub/api/approvals/{id}", AccessRole.Approver, "approve", Scoped: true),
        new("DELETE /hub/api/approvals/{id}", AccessRole.Operator, "withdraw", Scoped: true),
        new("GET /hub/api/tokens", AccessRole.Admin),
        new("POST /hub/api/tokens", AccessRole.Admin, "token create"),
        new("DELETE /hub/api/tokens/{name}", AccessRole.Admin, "token revoke"),
        new("GET /hub/api/nodes", AccessRole.Viewer),
        new("GET /hub/api/live", AccessRole.Viewer),
        new("GET /hub/api/events", AccessRole.Viewer),
        new("GET /hub/api/sync/links", AccessRole.Viewer),
        new("GET /hub/api/sync/kept", AccessRole.Viewer),
        new("GET /hub/api/sync/links/{link}/history", AccessRole.Viewer),
        new("GET /hub/api/sync/links/{link}/check", AccessRole.Viewer),
        new("POST /hub/api/sync/links/{link}/check", AccessRole.Operator, "check link", Scoped: true),
        new("POST /hub/api/sync/links/{link}/deletions", AccessRole.Operator, "allow deletions", Scoped: true),
        new("GET /hub/api/sync/links/{link}/reconcile", AccessRole.Viewer),
        new("POST /hub/api/sync/links/{link}/reconcile", AccessRole.Operator, "reconcile", Scoped: true),
        new("GET /hub/api/sync/links/{link}/capture", AccessRole.Viewer),
        new("POST /hub/api/sync/links/{link}/capture", AccessRole.Operator, "install capture", Scoped: true),
        new("DELETE /hub/api/sync/links/{link}/capture", AccessRole.Operator, "uninstall capture", Scoped: true),
        new("POST /hub/api/sync/links/{link}/repair", AccessRole.Operator, "repair many", Scoped: true),
        new("GET /hub/api/sync/waiting", AccessRole.Viewer),
        new("GET /hub/api/sync/parked", AccessRole.Viewer),
        new("POST /hub/api/sync/parked/{id}/replay", AccessRole.Operator, "replay", Scoped: true),
        new("GET /hub/api/sync/parked/count", AccessRole.Viewer),
        new("POST /hub/api/sync/parked/{id}/edit", AccessRole.Operator, "edit", Scoped: true),
        new("POST /hub/api/sync/parked/{id}/drop", AccessRole.Operator, "drop", Scoped: true),
        new("GET /hub/api/sync/dropped", AccessRole.Viewer),
        new("POST /hub/api/sync/dropped/{id}/accept", AccessRole.Operator, "accept dropped", Scoped: true),
        new("POST /hub/api/sync/dropped/{id}/return", AccessRole.Operator, "return dropped", Scoped: true),
        new("POST /hub/api/sync/parked/replay", AccessRole.Operator, "replay many", Scoped: true, AccessGrant.Everything),
        new("POST /hub/api/sync/parked/drop", AccessRole.Operator, "drop many", Scoped: true, AccessGrant.Everything),
        new("GET /hub/api/sync/conflicts", AccessRole.Viewer),
        new("GET /hub/api/sync/conflicts/count", AccessRole.Viewer),
        new("POST /hub/api/sync/conflicts/resolve", AccessRole.Operator, "resolve many", Scoped: true, AccessGrant.Everything),
        new("POST /hub/api/sync/conflicts/{id}/resolve", AccessRole.Operator, "resolve", Scoped: true),
        new("GET /hub/api/systems/", AccessRole.Viewer),
        new("GET /hub/api/systems/drift", AccessRole.Viewer),
        new("POST /hub/api/systems/{system}/recordings", AccessRole.Admin, "record"),
        new("GET /hub/api/systems/{system}/recordings/{id}", AccessRole.Admin),
        new("DELETE /hub/api/systems/{system}/recordings/{id}", AccessRole.Admin, "record end"),
        new("GET /hub/api/jobs", AccessRole.Viewer),
        new("GET /hub/api/jobs/{name}/runs", AccessRole.Viewer),
        new("POST /hub/api/jobs/{name}/runs", AccessRole.Operator, "jobs run", Scoped: true, AccessGrant.Everything),
        new("DELETE /hub/api/jobs/{name}/runs", AccessRole.Operator, "jobs cancel", Scoped: true, AccessGrant.Everything),
        new("GET /hub/jobs/{**page}", AccessRole.Viewer),
        new("POST /hub/jobs/stats", AccessRole.Viewer),
        new("POST /hub/jobs/{**page}", AccessRole.Operator, "jobs page", Scoped: true, AccessGrant.Everything),
        new("* /hub/api/{**path}", AccessRole.Viewer),
        // Nobody is asked; without a token it tells what everybody may call, and the page holds nothing.
        new("GET /hub/openapi.json", null),
        new("GET /hub/docs", null),
        new("GET /hub/docs/docs.css", null),
        new("GET /hub/docs/docs.svg", null),
        new("GET /hub/docs/docs.js", null),
        new("GET /systems/", AccessRole.Viewer),
        new("GET /systems/{system}/operations/{op}", AccessRole.Viewer),
        // What an operation takes depends on whether it writes; the row's one does.
        new("POST /systems/{system}/operations/{op}", AccessRole.Operator, "call", Scoped: true),
        new("POST /systems/{system}/operations/{op}/try", AccessRole.Operator, "try", Scoped: true),
        new("* /systems/{**path}", AccessRole.Viewer),
        new("GET /hub/feed/{entity}", AccessRole.Consumer, Scoped: true),
        new("* /hub/feed/{**path}", AccessRole.Consumer),
        new("GET /hub/records/{entity}", AccessRole.Consumer, Scoped: true),
        new("GET /hub/records/{entity}/{key}", AccessRole.Consumer, Scoped: true),
        new("* /hub/records/{**path}", AccessRole.Consumer),
    ];

    /// <summary>Whether a token's scope is enough.</summary>
    public bool IsCoveredBy(AccessGrant grant) => !Scoped || grant.Covers(Scope);

    public string Method => Endpoint.Split(' ')[0] is var method && method == "*" ? "GET" : method;

    public string Pattern => Endpoint.Split(' ')[1];

    public override string ToString() => Endpoint;
}
