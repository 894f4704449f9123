using Hub.Platform.Identity;

namespace Hub.Console.Tests;

/// <summary>A page of the console, or a form on one, and the least role that it is for.</summary>
/// <param name="Page">The page's template, as in <c>@page</c>.</param>
/// <param name="Role">The least role; null where nobody has to be signed in.</param>
/// <param name="Address">An address of the page, below <c>/hub/console</c>; the template where it is null.</param>
public sealed record ConsoleRow(string Page, AccessRole? Role = AccessRole.Viewer, string? Address = null)
{
    /// <summary>All pages and forms. A new one takes a row here: <see cref="RoleByRole"/> finds those without.</summary>
    public static IReadOnlyList<ConsoleRow> All { get; } =
    [
        new("/", Address: ""),
        new("/not-found", null),
        new("/sign-in", null),
        new("/routes"),
        new("/routes/{Id}", Address: "/routes/things.list"),
        new("/routes/{Id}", AccessRole.Operator, "/routes/things.list")
        {
            Form = "rollback", Action = "rollback", Fields = [("Reason", "by hand")],
        },
        new("/routes/{Id}/shift", Address: "/routes/things.named/shift?to=shadow"),
        new("/routes/{Id}/shift", AccessRole.Operator, "/routes/things.named/shift?to=shadow")
        {
            Form = "shift", Action = "shift", Fields = [("Reason", "by hand")],
        },
        new("/explain"),
        new("/traffic"),
        new("/sync"),
        new("/sync", AccessRole.Operator)
        {
            Form = "resolve-{}", Action = "resolve", Fields = [("Reason", "by hand"), ("Use", "legacy")],
            Prepare = hub => hub.ConflictAsync("things"),
        },
        new("/sync", AccessRole.Operator)
        {
            Form = "replay-{}", Action = "replay", Prepare = hub => hub.ParkedAsync("things"),
        },
        new("/sync", AccessRole.Operator)
        {
            Form = "drop-{}", Action = "drop", Fields = [("Reason", "by hand")], Prepare = hub => hub.ParkedAsync("things"),
        },
        new("/sync", AccessRole.Operator)
        {
            Form = "edit-{}", Action = "edit", Fields = [("Field", "city"), ("Value", "Ulm"), ("Reason", "by hand")],
            Prepare = hub => hub.ParkedAsync("things"),
        },
        // Of all links, as none is named.
        new("/sync", AccessRole.Operator)
        {
            Form = "all-{}", Action = "drop many", Fields = [("AllReason", "by hand"), ("Choice", "drop")],
            Scope = AccessGrant.Everything,
            Prepare = async hub =>
            {
                await hub.ParkedAsync("things");
                await hub.ParkedAsync("things");
                return "parked";
            },
        },
        new("/sync/{Link}", Address: "/sync/things"),
        new("/sync/{Link}", AccessRole.Operator, "/sync/things") { Form = "compare", Action = "reconcile" },
        new("/sync/{Link}", AccessRole.Operator, "/sync/things")
        {
            Form = "repair", Action = "repair many", Fields = [("Reason", "by hand")],
        },
        new("/waves"),
        new("/plan"),
        new("/systems"),
        new("/discovery"),
        new("/jobs"),
        new("/jobs", AccessRole.Operator)
        {
            Form = "run-{}", Action = "jobs run", Scope = AccessGrant.Everything,
            Prepare = _ => Task.FromResult("evidence-pruning"),
        },
        new("/jobs", AccessRole.Operator)
        {
            Form = "cancel-{}", Action = "jobs cancel", Scope = AccessGrant.Everything,
            Prepare = hub => hub.ScheduledAsync("notice-pruning"),
        },
        new("/tokens", AccessRole.Admin),
        new("/tokens", AccessRole.Admin)
        {
            Form = "make-token", Action = "token create", Fields = [("Name", "made-by-hand"), ("Role", "viewer")],
        },
        new("/tokens", AccessRole.Admin)
        {
            Form = "revoke-{}", Action = "token revoke",
            Prepare = async hub =>
            {
                var name = $"t-{Guid.NewGuid():N}";
                await hub.TokenAsync(name, "viewer");
                return name;
            },
        },
        new("/approvals"),
        new("/approvals", AccessRole.Approver)
        {
            Form = "approve-{}", Action = "approve", Scope = "vault", Prepare = hub => hub.AskedAsync("vault.get"),
        },
        // Only whoever asked withdraws a change.
        new("/approvals", AccessRole.Operator)
        {
            Form = "withdraw-{}", Action = "withdraw", Scope = "vault", Prepare = hub => hub.AskedAsync("vault.get"),
            OnlyBy = ConsoleHub.Asker,
        },
        new("/audit"),
        new("/nodes"),
        new("/thinness"),
    ];

    /// <summary>The form's name as its page writes it, with <c>{}</c> for what it acts on; null for the page.</summary>
    public string? Form { get; init; }

    /// <summary>What the audit log calls the act.</summary>
    public string Action { get; init; } = "";

    /// <summary>What a person would fill in.</summary>
    public IReadOnlyList<(string Name, string Value)> Fields { get; init; } = [];

    /// <summary>The capability that the token's scope has to cover for the form.</summary>
    public string Scope { get; init; } = "things";

    /// <summary>The only person who may do it, where the role is not enough.</summary>
    public string? OnlyBy { get; init; }

    /// <summary>Makes what the form acts on, and returns what stands for <c>{}</c>.</summary>
    internal Func<ConsoleHub, Task<string>> Prepare { get; init; } = _ => Task.FromResult("");

    /// <summary>Returns whether somebody may see the page, or send the form.</summary>
    /// <param name="who">Who; null where nobody is signed in.</param>
    public bool IsFor(AccessGrant? who) =>
        Role is null
        || (who is not null && who.Role >= Role
            && (Form is null || (who.Covers(Scope) && (OnlyBy ?? who.Name) == who.Name)));

    public override string ToString() => Form is null ? Page : $"{Page} {Form}";
}
