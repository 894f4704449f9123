using Hub.Platform.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Admin;

/// <summary>Holds the caller's role and scope against what an endpoint asks.</summary>
internal sealed class AccessHandler : AuthorizationHandler<AccessRequirement>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, AccessRequirement requirement)
    {
        if (context.User.Identity?.IsAuthenticated != true)
            return;
        var caller = AccessGrant.Of(context.User);
        var http = context.Resource as HttpContext;
        var asked = http is null ? requirement : requirement.For(http);
        var capabilities = !caller.Capabilities.IsEmpty && asked.Capabilities is { } find && http is not null
            ? await find(http)
            : [];
        AccessRole? role = caller.Role < asked.Role ? asked.Role : null;
        var missing = capabilities.Where(c => !caller.Covers(c)).ToList();
        if (role is null && missing.Count == 0)
            context.Succeed(requirement);
        else
            context.Fail(new AccessMissing(this, role, missing, caller));
    }
}

/// <summary>What a caller's token lacks.</summary>
internal sealed class AccessMissing(
    IAuthorizationHandler handler, AccessRole? role, IReadOnlyList<string> capabilities, AccessGrant caller)
    : AuthorizationFailureReason(handler, Explain(role, capabilities, caller))
{
    public AccessRole? Role => role;

    public IReadOnlyList<string> Capabilities => capabilities;

    private static string Explain(AccessRole? role, IReadOnlyList<string> capabilities, AccessGrant caller)
    {
        var lacks = new List<string>();
        if (role is not null)
            lacks.Add($"role {role.ToString()!.ToLowerInvariant()}");
        lacks.AddRange(capabilities
            .Select(c => c == AccessGrant.Everything ? "all capabilities" : $"capability '{c}'")
            .Select(c => $"{c} in scope"));
        return $"This takes {string.Join(" and ", lacks)}; the token '{caller.Name}' is {caller.Describe()}.";
    }
}
