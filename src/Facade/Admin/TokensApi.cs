using System.Text.RegularExpressions;
using Hub.Platform.Identity;
using Hub.Platform.Identity.Approvals;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Surface;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Admin;

/// <summary>Makes, lists and revokes tokens. Nobody hands on more than they have.</summary>
internal static partial class TokensApi
{
    private const int MostCapabilities = 200;
    private static readonly string[] Taken = [AdminToken.Name, AuditLog.Anonymous, "hub", "guardrail"];

    public static void MapTokens(this IEndpointRouteBuilder api)
    {
        api.MapGet("/tokens", async (AccessTokens tokens) => TypedResults.Ok(await tokens.ListAsync()))
            .WithSummary("Lists the tokens, without their secrets.").ReadBy(AccessRole.Admin);
        api.MapPost("/tokens", CreateAsync).WithSummary("Makes a token; its secret is told once.")
            .TakesBody(typeof(TokenRequest)).Produces<MadeToken>(StatusCodes.Status201Created)
            .WrittenBy(AccessRole.Admin, "token create");
        api.MapDelete("/tokens/{name}", RevokeAsync).WithSummary("Revokes a token.").Produces<RevokedToken>()
            .WrittenBy(AccessRole.Admin, "token revoke", "name");
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context, AccessTokens tokens, CurrentRouting current, PendingChanges pending, TimeProvider time)
    {
        var (request, malformed) = await JsonBody.ReadAsync<TokenRequest>(context.Request);
        if (request is null)
            return malformed!;
        var expires = PlanDuration.Parse(request.Expires);
        if (Check(request, expires, current.Snapshot.Plan) is { Count: > 0 } faults)
            return Problem.Malformed(faults);
        var caller = AccessGrant.Of(context.User);
        var grant = new AccessGrant(request.Name, request.Role, [.. request.Capabilities.Distinct(StringComparer.Ordinal)])
        {
            OverridesGates = request.OverridesGates,
        };
        if (Beyond(caller, grant) is { Count: > 0 } beyond)
            return Forbidden(caller, "hands on no more than that", beyond);
        var expiresAt = expires is { } span ? time.GetUtcNow() + span : (DateTimeOffset?)null;
        // What somebody else of that name has asked for is not this person's.
        if ((await tokens.ListAsync()).All(t => t.Name != grant.Name))
            await pending.VoidOfAsync(grant.Name, caller.Name);
        if (await tokens.TryCreateAsync(grant, caller.Name, expiresAt) is not { } token)
            return Refused(
                StatusCodes.Status409Conflict,
                $"There is a token '{grant.Name}' already: revoke it first, or choose another name.");
        context.Response.Headers.CacheControl = "no-store";
        var made = new MadeToken(grant.Name, token, grant.Role, grant.Capabilities, expiresAt)
        {
            OverridesGates = grant.OverridesGates,
        };
        return TypedResults.Created($"/hub/api/tokens/{grant.Name}", made);
    }

    private static async Task<IResult> RevokeAsync(
        string name, HttpContext context, AccessTokens tokens, PendingChanges pending)
    {
        if (name == AdminToken.Name)
            return Refused(
                StatusCodes.Status409Conflict,
                "The first token comes back with every start: put another one in its file (DATA/admin.token or "
                + "HUB_ADMIN_TOKEN_FILE) and start again.");
        var token = (await tokens.ListAsync()).FirstOrDefault(t => t.Name == name);
        var caller = AccessGrant.Of(context.User);
        if (token is not null && Beyond(caller, new AccessGrant(name, token.Role, token.Capabilities)) is { Count: > 0 } beyond)
            return Forbidden(caller, "ends none with more than that", beyond);
        return await tokens.RevokeAsync(name)
            ? TypedResults.Ok(new RevokedToken(name, await pending.VoidOfAsync(name, caller.Name)))
            : Refused(StatusCodes.Status404NotFound, $"There is no token '{name}'; ./hub token list shows those there are.");
    }

    private static List<ProblemError> Check(TokenRequest request, TimeSpan? expires, MigrationPlan plan)
    {
        var faults = new List<ProblemError>();
        if (!Name().IsMatch(request.Name))
            faults.Add(new(
                "name", $"'{AuditTexts.Cut(request.Name, 100)}' is not a name: 1 to 64 of a-z, 0-9 and . _ @ -, "
                    + "a letter or digit first, such as ann"));
        if (request is { OverridesGates: true, Role: < AccessRole.Operator })
            faults.Add(new(
                "overridesGates",
                $"a {request.Role.ToString().ToLowerInvariant()} shifts nothing, and so overrides no gate: make it an operator"));
        if (Taken.Contains(request.Name))
            faults.Add(new("name", $"'{request.Name}' is the hub's own name; choose another one"));
        if (request.Expires is not null && expires is null)
            faults.Add(new("expires", $"'{AuditTexts.Cut(request.Expires, 100)}' is not a duration, such as 12h or 90d"));
        if (request.Capabilities.Count > MostCapabilities)
            return [.. faults, new("capabilities", $"at most {MostCapabilities}; a token without any holds for all")];
        if (request.Capabilities.Any(string.IsNullOrEmpty))
            return [.. faults, new("capabilities", "names, such as orders; none of them empty")];
        var known = plan.Capabilities.Select(c => c.Name).ToList();
        faults.AddRange(request.Capabilities.Except(known, StringComparer.Ordinal)
            .Select(c =>
                new ProblemError(
                    "capabilities", $"the plan has no capability '{AuditTexts.Cut(c, 100)}'; it has {string.Join(", ", known)}"
                        + Spelling.DidYouMean(c, known))));
        return faults;
    }

    /// <summary>The scope of a token that another one has not.</summary>
    private static IReadOnlyList<string> Beyond(AccessGrant caller, AccessGrant other) =>
        other.Capabilities.IsEmpty && !caller.Capabilities.IsEmpty
            ? [AccessGrant.Everything]
            : [.. other.Capabilities.Where(c => !caller.Covers(c))];

    private static IResult Forbidden(AccessGrant caller, string limit, IReadOnlyList<string> beyond) =>
        AccessRefusals.Forbidden($"The token '{caller.Name}' is {caller.Describe()}, and {limit}.", role: null, beyond);

    private static IResult Refused(int status, string why) => TypedResults.Problem(why, statusCode: status);

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._@-]{0,63}\z", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Name();

    /// <param name="Name">Whose it was.</param>
    /// <param name="VoidChanges">How many changes waited that its holder had asked for.</param>
    internal sealed record RevokedToken(string Name, int VoidChanges) : IAudited
    {
        string IAudited.Detail => "ended at every node" + VoidChanges switch
        {
            0 => "",
            1 => "; 1 change that waited is void",
            _ => $"; {VoidChanges} changes that waited are void",
        };
    }
}
