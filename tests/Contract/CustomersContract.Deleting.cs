using System.Net;

namespace Hub.Contract.Tests;

/// <summary>How every implementation of the customers capability deletes customers.</summary>
public abstract partial class CustomersContract
{
    [Fact]
    public async Task A_customer_that_was_deleted_is_neither_read_nor_found_nor_replaced_nor_deleted_again()
    {
        var made = await CreateAsync(Customer("Leaving soon"));
        var path = made.Location!.OriginalString;

        var answer = await DeleteAsync(path);
        (answer.Status, answer.Text, answer.ETag).ShouldBe((HttpStatusCode.NoContent, "", null), answer.Text);
        (await Answer.GetAsync(side.Client, path)).ShouldBeProblem(HttpStatusCode.NotFound);
        (await FindAsync($"?externalReference={made.Json.Text("externalReference")}")).ShouldBeEmpty();
        (await FindAsync("?name=Leaving%20soon")).ShouldBeEmpty();
        (await PutAsync(path, Customer("Back again"))).ShouldBeProblem(HttpStatusCode.NotFound);
        (await DeleteAsync(path)).ShouldBeProblem(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("If-Match", "TAG", HttpStatusCode.NoContent)]
    [InlineData("If-Match", "*", HttpStatusCode.NoContent)]
    [InlineData("If-Match", "\"other\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("If-Match", "W/TAG", HttpStatusCode.PreconditionFailed)]
    [InlineData("If-None-Match", "*", HttpStatusCode.PreconditionFailed)]
    public async Task A_condition_decides_whether_a_customer_is_deleted(string header, string value, HttpStatusCode status)
    {
        var made = await CreateAsync(Customer("Conditional"));
        var path = made.Location!.OriginalString;

        var answer = await DeleteAsync(path, (header, value.Replace("TAG", made.ETag, StringComparison.Ordinal)));
        answer.Status.ShouldBe(status, answer.Text);
        (await Answer.GetAsync(side.Client, path)).Status
            .ShouldBe(status == HttpStatusCode.NoContent ? HttpStatusCode.NotFound : HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_tag_of_a_customer_that_was_replaced_meanwhile_deletes_nothing()
    {
        var made = await CreateAsync(Customer("Contested"));
        var path = made.Location!.OriginalString;

        (await PutAsync(path, Customer("Replaced"))).Status.ShouldBe(HttpStatusCode.OK);
        (await DeleteAsync(path, ("If-Match", made.ETag!))).ShouldBeProblem(HttpStatusCode.PreconditionFailed);
        (await GetAsync(path)).Json.Text("name").ShouldBe("Replaced");
    }

    private Task<Answer> DeleteAsync(string path, (string, string)? condition = null) =>
        Answer.DeleteAsync(side.Client, path, condition);
}
