namespace Hub.Platform.Plan;

/// <summary>
/// Notes routes that not everybody may call, or whose capability moves only with a second person, where a catch-all passes
/// everything else to the same server: what that server answers at other paths is guarded by nobody.
/// </summary>
internal sealed class GuardsAreNotPassedBy : IPlanRule
{
    public void Check(MigrationPlan plan, PlanErrors errors)
    {
        foreach (var capability in plan.Capabilities.Where(c => Guard(c) is not null))
        {
            var servers = capability.Routes.SelectMany(r => new[] { r.Legacy.Address, r.New?.Address }).OfType<Uri>()
                .Select(ServerOf).ToHashSet(StringComparer.OrdinalIgnoreCase);
            foreach (var catchAll in plan.CatchAll.Where(c => servers.Contains(ServerOf(c.To))))
                errors.Note(
                    capability.At,
                    $"{capability.Name} has '{Guard(capability)}', and the catch-all {catchAll.Host}{catchAll.Path} at "
                    + $"{catchAll.At} passes everything that no route claims to the same server: see that it answers "
                    + "nothing of this at other paths, or narrow the catch-all, as in path: /pages");
        }
    }

    private static string? Guard(CapabilityPlan capability) => capability.Access switch
    {
        PublicAccess.Token => "access: token",
        PublicAccess.Jwt => "access: jwt",
        _ => capability.Zone == Zone.Inside ? "zone: inside" : null,
    };

    private static string ServerOf(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
