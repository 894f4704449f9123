using System.Text;
using Hub.Platform.Plan;

namespace Hub.Platform.Tests.Plan;

/// <summary>A small valid plan to change in tests.</summary>
internal static class PlanFiles
{
    public const string Orders = """
        capability: orders
        owner: order-team
        cohort: { key: customerId, from: [header X-Customer-Id, body customerId], seed: customer }
        sides:
          legacy: adapter:erp
          new: http://127.0.0.1:9001
        routes:
          orders.get: GET /api/orders/{id}
          orders.place: POST /api/orders
        """;

    public const string Erp = """
        system: erp
        limits: { concurrency: 4, timeout: 2s }
        """;

    public static PlanBundle Bundle(params (string Path, string Text)[] files) => new(
        new Dictionary<string, string> { ["capabilities/orders.yaml"] = Orders, ["systems/erp.yaml"] = Erp }
            .Concat(files.Select(f => KeyValuePair.Create(f.Path, f.Text)))
            .GroupBy(f => f.Key).Select(g => KeyValuePair.Create(g.Key, Encoding.UTF8.GetBytes(g.Last().Value))));

    public static (MigrationPlan? Plan, PlanErrors Errors) Load(params (string Path, string Text)[] files) =>
        Load(new PlanReferences(variables: new AllowedVariables(["*"])), files);

    public static (MigrationPlan? Plan, PlanErrors Errors) Load(
        PlanReferences references, params (string Path, string Text)[] files)
    {
        var errors = new PlanErrors();
        var loader = new PlanLoader(
        [
            new UniqueNames(), new SidesExist(), new ParentsComeFirst(), new JwtIsDeclared(), new SignInGrantsFit(),
            new RoutesDiffer(), new CompositionsHold(),
        ]);
        return (loader.Load(Bundle(files), references, errors), errors);
    }
}
