using System.Text;
using Hub.Adapters.Serving;
using Hub.Platform.Plan;
using Hub.Tests.Processes;

namespace Hub.Adapters.Tests.Crm;

/// <summary>What cannot be right in the notation of updates, tags and time stamps is told when the plan is checked.</summary>
public sealed class CrmPlanFaults
{
    [Theory]
    [InlineData(
        "Customer/Version: current.version",
        "Customer/Version: current.versoin",
        "'current.versoin' is not in what 'current' answers; did you mean 'version'?")]
    [InlineData(
        "version: Version, content",
        "version: Versoin, content",
        "'Versoin' is not in contracts/crm.wsdl, type Customer; did you mean 'Version'?")]
    [InlineData(
        "version: Version, content: { mapping: customer }",
        "version: Version",
        "'keeps' compares with what there is: write current: { …, out: { content: { … } } }")]
    [InlineData(
        "version: Version, content: { mapping: customer }",
        "version: Version",
        "'etag' compares with what there is: 'current' must answer it as content: { … }, as this route's 'out' does")]
    [InlineData(
        "version: Version, modifiedAt: ModifiedAt, content: { mapping: customer }",
        "version: Version, modifiedAt: ModifiedAt",
        "'current' must answer the record as content: { … }, to be compared before it is replaced")]
    [InlineData(
        "in:   { CustomerNo: path.id }\n      out:  { at: Customer, version",
        "in:   { CustomerNo: path.no }\n      out:  { at: Customer, version",
        "'path.no' is not in the route's path /api/customers/{id}")]
    [InlineData(
        "keeps: [id, externalReference]",
        "keeps: [id, externalRefrence]",
        "'externalRefrence' is no field that is set here; did you mean 'externalReference'?")]
    [InlineData("without: [id, externalReference]", "without: id", "a list of the mapping's fields belongs here, such as [id]")]
    [InlineData("etag: true", "etag: strong", "'etag' is true or false")]
    [InlineData("required: true", "required: always", "'required' is true or false")]
    [InlineData(
        "CustomersModifiedSince\n",
        "CustomersModifiedSicne\n",
        "operation 'CustomersModifiedSicne' is not in contracts/crm.wsdl; did you mean 'CustomersModifiedSince'?")]
    [InlineData(
        "in: { Since: since, MaxCount: limit, AfterNo: after }",
        "in: { Since: since, MaxCount: { const: 100 }, AfterNo: after }",
        "'in' does not send limit; without it what was modified cannot be read page by page")]
    [InlineData(
        "in: { Since: since, MaxCount: limit, AfterNo: after }",
        "in: { Since: before, MaxCount: limit, AfterNo: after }",
        "'before' is no source; it begins with one of since, limit, after")]
    [InlineData(
        "      key: CustomerNo\n", "",
        "'in' sends after where 'key' says which field of an entry it is, and the other way round: what is read on after, within "
        + "one time stamp, as in in: { AfterNo: after } and key: CustomerNo")]
    [InlineData("      modifiedAt: ModifiedAt\n", "", "'modifiedAt' is missing: its path in an entry of the list")]
    [InlineData("      version: Version\n", "", "VALID")]
    [InlineData("overlap: 1m", "overlap: long", "'overlap' is a duration such as 300ms, 5s, 10m or 1h, from 1ms to 366d")]
    [InlineData("most: 500", "most: 50", "'most' is a whole number from 100 to 100000")]
    [InlineData("batch: 100", "batch: 100\n      start: once", "'start' is a time such as 2000-01-01T00:00:00Z")]
    [InlineData("batch: 100", "bach: 100", "'bach' is not known here; did you mean 'batch'?")]
    [InlineData("scheme: usernameToken } }", "scheme: usernameToken } }\ntraceContext: http",
        "'traceContext' is not known here; known are system, limits, mappings, faults, resources, entities, mask, soap, sql, "
        + "credentials, reads")]
    [InlineData(
        "CustomerService\" }", "CustomerService\", traceContext: often }",
        "'traceContext' is one of none, http, soap, both, and not 'often'")]
    public void A_fault_is_told(string good, string bad, string error)
    {
        var files = PlanFolder.Read(Repository.Plan, null).Files.ToDictionary(f => f.Key, f => f.Value);
        var crm = Encoding.UTF8.GetString(files["systems/crm.yaml"]);
        crm.ShouldContain(good);
        files["systems/crm.yaml"] = Encoding.UTF8.GetBytes(crm.Replace(good, bad, StringComparison.Ordinal));
        var errors = new PlanErrors();
        new PlanLoader([new SystemsFitTheirContracts()]).Load(
            new PlanBundle(files), new PlanReferences(Landscape.Nowhere), errors);
        var told = errors.Select(e => e.ToString()).ToList();
        if (error == "VALID")
            told.ShouldBeEmpty();
        else
            told.ShouldContain(
                e => e.StartsWith("systems/crm.yaml(", StringComparison.Ordinal) && e.EndsWith(error, StringComparison.Ordinal),
                string.Join('\n', told));
    }
}
