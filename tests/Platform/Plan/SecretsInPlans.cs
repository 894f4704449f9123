using Hub.Platform.Plan;

namespace Hub.Platform.Tests.Plan;

/// <summary>Everybody with a token reads the plan, and every revision keeps it.</summary>
public sealed class SecretsInPlans
{
    [Theory]
    [InlineData("-----BEGIN PRIVATE KEY-----", true)]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----", true)]
    [InlineData("-----BEGIN ENCRYPTED PRIVATE KEY-----", true)]
    [InlineData("-----BEGIN CERTIFICATE-----", false)]
    public void A_private_key_among_the_files_is_a_fault(string line, bool fault)
    {
        var errors = Check(("contracts/keys/erp.pem", $"Bag Attributes\n{line}\nMIIB\n"));
        if (fault)
            errors.ShouldHaveSingleItem().ShouldStartWith("contracts/keys/erp.pem(2): a private key stands in the plan");
        else
            errors.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("headers: { Authorization: Basic aHViOnB3 }", "Authorization")]
    [InlineData("headers: { X-Api-Key: \"4711\" }", "X-Api-Key")]
    [InlineData("query: { token: \"4711\" }", "token")]
    [InlineData("query: { token: }", null)]
    [InlineData("headers: { X-Beta: \"1\" }", null)]
    public void A_route_that_is_told_apart_by_a_password_is_a_fault(string condition, string? name)
    {
        var errors = Check(("capabilities/orders.yaml", PlanFiles.Orders.Replace(
            "GET /api/orders/{id}", $"{{ match: \"GET /api/orders/{{id}}\", {condition} }}", StringComparison.Ordinal)));
        if (name is null)
            errors.ShouldBeEmpty();
        else
            errors.ShouldHaveSingleItem().ShouldContain($"asks for a certain '{name}', which stands in the plan");
    }

    private static List<string> Check(params (string Path, string Text)[] files)
    {
        var errors = new PlanErrors();
        new PlanLoader([new NoSecretsWritten()]).Load(PlanFiles.Bundle(files), new PlanReferences(), errors);
        return [.. errors.Select(e => e.ToString())];
    }
}
