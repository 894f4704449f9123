using System.Net;
using System.Text.Json;

namespace Hub.Contract.Tests.Reviews;

/// <summary>
/// What every implementation of the reviews capability does, seen from outside. Each test has products of its own.
/// </summary>
public abstract class ReviewsContract(ReviewsSide side)
{
    private static readonly string[] Required =
        ["id", "productId", "customerId", "rating", "writtenAt", "changedAt", "externalReference"];

    [Fact]
    public async Task A_review_is_answered_whole_and_found_where_its_location_says()
    {
        var made = (await WriteAsync("C-1", Product(), 4, """, "title": "Gut", "text": "Söhne & <Co>" """))
            .ShouldBeJson(HttpStatusCode.Created);

        made.Json.Members().ShouldBe([.. Required, "title", "text"], ignoreOrder: true);
        made.Json.Text("changedAt").ShouldBe(made.Json.Text("writtenAt"));
        made.Location!.OriginalString.ShouldBe($"/api/reviews/{made.Json.Text("id")}");
        var found = (await GetAsync(made.Location.OriginalString)).ShouldBeJson(HttpStatusCode.OK);
        JsonElement.DeepEquals(found.Json, made.Json).ShouldBeTrue(found.Text);
        found.ETag.ShouldBe(made.ETag);
        (await Answer.GetAsync(side.Client, made.Location.OriginalString, found.ETag!)).Status
            .ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Only_who_bought_a_product_reviews_it()
    {
        var product = Product();
        (await PostAsync("C-nobody", product)).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "customerId");
        var order = await side.BuyAsync("C-2", product);
        (await PostAsync("C-2", "P-other")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "productId");
        await side.BuyAsync("C-2", product, "cancelled", order);
        (await PostAsync("C-2", product)).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "productId");
        await side.BuyAsync("C-2", product, "new", order);
        (await PostAsync("C-2", product)).ShouldBeJson(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_second_review_by_one_customer_is_a_409_that_names_the_first()
    {
        var product = Product();
        var first = (await WriteAsync("C-3", product, 2)).ShouldBeJson(HttpStatusCode.Created);
        var second = (await PostAsync("C-3", product)).ShouldBeProblem(HttpStatusCode.Conflict);
        second.Json.Text("detail").ShouldContain(first.Json.Text("id"));
    }

    [Fact]
    public async Task All_faults_of_a_review_are_told_at_once() =>
        (await Answer.PostAsync(side.Client, "/api/reviews", """{"productId": "", "rating": 6, "title": 7, "stars": 1}"""))
            .ShouldBeProblem(HttpStatusCode.BadRequest, "productId", "customerId", "rating", "title", "stars");

    [Fact]
    public async Task A_review_is_changed_where_nobody_changed_it_meanwhile()
    {
        var product = Product();
        var made = await WriteAsync("C-4", product, 5);
        var path = made.Location!.OriginalString;
        var changed = (await PutAsync(path, "C-4", product, 3, made.ETag!)).ShouldBeJson(HttpStatusCode.OK);
        changed.Json.GetProperty("rating").GetInt32().ShouldBe(3);
        changed.ETag.ShouldNotBe(made.ETag);
        (await PutAsync(path, "C-4", product, 1, made.ETag!)).ShouldBeProblem(HttpStatusCode.PreconditionFailed);
        (await PutAsync(path, "C-4", "P-another", 1, changed.ETag!))
            .ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "productId");
        (await Answer.DeleteAsync(side.Client, path, ("If-Match", made.ETag!)))
            .ShouldBeProblem(HttpStatusCode.PreconditionFailed);
        (await GetAsync(path)).Json.GetProperty("rating").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task A_review_that_was_read_can_be_sent_back_as_it_is_and_is_no_change()
    {
        var made = await WriteAsync("C-5", Product(), 5);
        var path = made.Location!.OriginalString;
        var again = (await Answer.PutAsync(side.Client, path, made.Text)).ShouldBeJson(HttpStatusCode.OK);
        again.Text.ShouldBe(made.Text);
    }

    [Fact]
    public async Task A_deleted_review_is_a_404_and_may_be_written_anew()
    {
        var product = Product();
        var path = (await WriteAsync("C-6", product, 1)).Location!.OriginalString;
        (await Answer.DeleteAsync(side.Client, path)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await GetAsync(path)).ShouldBeProblem(HttpStatusCode.NotFound);
        (await Answer.DeleteAsync(side.Client, path)).ShouldBeProblem(HttpStatusCode.NotFound);
        (await PutAsync(path, "C-6", product, 1, "*")).ShouldBeProblem(HttpStatusCode.NotFound);
        (await PostAsync("C-6", product)).ShouldBeJson(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_rating_follows_what_is_written_changed_and_deleted()
    {
        var product = Product();
        (await RatingAsync(product)).ShouldBe((0, null, "[0,0,0,0,0]"));
        var first = await WriteAsync("C-7", product, 5);
        await WriteAsync("C-8", product, 4);
        var third = await WriteAsync("C-9", product, 4);
        (await RatingAsync(product)).ShouldBe((3, 4.33m, "[0,0,0,2,1]"));
        await PutAsync(third.Location!.OriginalString, "C-9", product, 1, third.ETag!);
        (await RatingAsync(product)).ShouldBe((3, 3.33m, "[1,0,0,1,1]"));
        await Answer.DeleteAsync(side.Client, first.Location!.OriginalString);
        (await RatingAsync(product)).ShouldBe((2, 2.5m, "[1,0,0,1,0]"));
    }

    [Fact]
    public async Task Ratings_of_several_products_come_in_the_order_they_were_asked_for()
    {
        var (one, other) = (Product(), Product());
        await WriteAsync("C-10", other, 2);
        var found = (await GetAsync($"/api/ratings?id={other},{one}")).ShouldBeJson(HttpStatusCode.OK).Json.Items();
        found.Select(r => (r.Text("id"), r.GetProperty("count").GetInt32())).ShouldBe([(other, 1), (one, 0)]);
        (await GetAsync("/api/ratings")).ShouldBeProblem(HttpStatusCode.BadRequest, "query.id");
        (await GetAsync("/api/ratings?id=P-1,,P-2")).ShouldBeProblem(HttpStatusCode.BadRequest, "query.id");
    }

    [Theory]
    [InlineData("-writtenAt")]
    [InlineData("writtenAt")]
    [InlineData("-rating")]
    [InlineData("rating")]
    public async Task Pages_follow_one_another_in_every_order(string sort)
    {
        var product = Product();
        List<(int Stars, string At, string Id)> written = [];
        foreach (var (index, stars) in new[] { 3, 1, 5, 3, 4, 1, 3 }.Index())
        {
            var review = (await WriteAsync($"C-20{index}", product, stars)).Json;
            written.Add((stars, review.Text("writtenAt"), review.Text("id")));
        }

        List<string> seen = [];
        string? after = null;
        do
        {
            var page = (await GetAsync($"/api/reviews?productId={product}&sort={sort}&limit=2{after}"))
                .ShouldBeJson(HttpStatusCode.OK).Json;
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(r => r.Text("id")));
            page.GetProperty("items").GetArrayLength().ShouldBeInRange(1, 2);
            after = page.TryGetProperty("next", out var next) ? $"&after={next.GetString()}" : null;
        }
        while (after is not null);

        var ascending = (sort.TrimStart('-') == "rating"
            ? written.OrderBy(w => w.Stars).ThenBy(w => w.Id, StringComparer.Ordinal)
            : written.OrderBy(w => DateTimeOffset.Parse(w.At, System.Globalization.CultureInfo.InvariantCulture))
                .ThenBy(w => w.Id, StringComparer.Ordinal)).Select(w => w.Id).ToList();
        seen.ShouldBe(sort[0] == '-' ? Enumerable.Reverse(ascending) : ascending);
    }

    [Fact]
    public async Task Reviews_are_filtered_by_product_customer_stars_and_reference()
    {
        var product = Product();
        var one = (await WriteAsync("C-30", product, 2)).Json;
        await WriteAsync("C-31", product, 3);
        foreach (var filter in new[]
            { $"productId={product}&rating=2", $"customerId=C-30&productId={product}",
              $"externalReference={Uri.EscapeDataString(one.Text("externalReference"))}" })
            (await GetAsync($"/api/reviews?{filter}")).ShouldBeJson(HttpStatusCode.OK).Json.Items()
                .ShouldHaveSingleItem().Text("id").ShouldBe(one.Text("id"));
        (await GetAsync($"/api/reviews?productId={product}&rating=5")).Json.Items().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("?rating=6", "rating")]
    [InlineData("?rating=", "rating")]
    [InlineData("?sort=stars", "sort")]
    [InlineData("?limit=0", "limit")]
    [InlineData("?after=xyz!", "after")]
    [InlineData("?after=LXdyaXR0ZW5BdAox", "after")]
    [InlineData("?after=LXdyaXR0ZW5BdAoxClIA", "after")]
    [InlineData("?product=P-1", "product")]
    [InlineData("?productId=P-1&productId=P-2", "productId")]
    public async Task A_parameter_that_is_not_understood_is_a_400(string query, string parameter) =>
        (await GetAsync($"/api/reviews{query}")).ShouldBeProblem(HttpStatusCode.BadRequest, $"query.{parameter}");

    [Fact]
    public async Task A_page_of_another_order_is_a_400_that_says_so()
    {
        var product = Product();
        await WriteAsync("C-40", product, 2);
        await WriteAsync("C-41", product, 2);
        var next = (await GetAsync($"/api/reviews?productId={product}&limit=1")).Json.Text("next");
        (await GetAsync($"/api/reviews?productId={product}&sort=rating&after={next}"))
            .ShouldBeProblem(HttpStatusCode.BadRequest, "query.after");
    }

    [Fact]
    public async Task A_write_that_is_tried_is_answered_and_changes_nothing()
    {
        var product = Product();
        await side.BuyAsync("C-50", product);
        using var tried = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/reviews", UriKind.Relative))
        {
            Content = new StringContent(Json("C-50", product, 4), System.Text.Encoding.UTF8, "application/json"),
            Headers = { { "Prefer", "dry-run" } },
        };
        using var answer = await side.Client.SendAsync(tried);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        answer.Headers.GetValues("Preference-Applied").ShouldBe(["dry-run"]);
        (await RatingAsync(product)).Count.ShouldBe(0);
        (await GetAsync($"/api/reviews?productId={product}")).Json.Items().ShouldBeEmpty();
    }

    private static string Product() => $"P-{Guid.NewGuid():N}"[..20];

    private static string Json(string customer, string product, int rating, string more = "") =>
        $$"""{"productId": "{{product}}", "customerId": "{{customer}}", "rating": {{rating}}{{more}}}""";

    private async Task<Answer> WriteAsync(string customer, string product, int rating, string more = "")
    {
        await side.BuyAsync(customer, product);
        return await Answer.PostAsync(side.Client, "/api/reviews", Json(customer, product, rating, more));
    }

    private Task<Answer> PostAsync(string customer, string product) =>
        Answer.PostAsync(side.Client, "/api/reviews", Json(customer, product, 3));

    private Task<Answer> PutAsync(string path, string customer, string product, int rating, string tag) =>
        Answer.PutAsync(side.Client, path, Json(customer, product, rating), ("If-Match", tag));

    private Task<Answer> GetAsync(string path) => Answer.GetAsync(side.Client, path);

    private async Task<(long Count, decimal? Average, string Stars)> RatingAsync(string product)
    {
        var rating = (await GetAsync($"/api/ratings/{product}")).ShouldBeJson(HttpStatusCode.OK).Json;
        rating.Text("id").ShouldBe(product);
        return (
            rating.GetProperty("count").GetInt64(),
            rating.TryGetProperty("average", out var average) ? average.GetDecimal() : null,
            rating.GetProperty("stars").GetRawText());
    }
}
