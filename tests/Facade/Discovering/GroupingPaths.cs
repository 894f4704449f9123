using System.Text;
using Hub.Facade.Discovering;

namespace Hub.Facade.Tests.Discovering;

/// <summary>Paths grouped into templates: words stay, values do not, and nothing that is asked for fills the memory.</summary>
public sealed class GroupingPaths
{
    private static readonly RequestKind Get = new("GET", null);

    [Theory]
    [InlineData("/reports/17", "/reports/{n}")]
    [InlineData("/orders/O-3001/lines/2", "/orders/{id}/lines/{n}")]
    [InlineData("/v2/orders/C1001", "/v2/orders/{id}")]
    [InlineData("/a/6f9619ff-8b86-d011-b42d-00c04fc964ff", "/a/{id}")]
    [InlineData("/a/2026-11-29/x", "/a/{id}/x")]
    [InlineData("/mail/ann.miller@example.org", "/mail/{id}")]
    [InlineData("/people/ann.miller", "/people/{id}")]
    [InlineData("/erp/OrderList.aspx", "/erp/OrderList.aspx")]
    [InlineData("/invoices/I-4001.pdf", "/invoices/{id}.pdf")]
    [InlineData("/invoices/4001.pdf", "/invoices/{n}.pdf")]
    [InlineData("/oauth2/token", "/oauth2/token")]
    [InlineData("/.well-known/x", "/.well-known/x")]
    [InlineData("/shop/cart.jsp;jsessionid=0A1B", "/shop/cart.jsp")]
    [InlineData("//a///b/", "/a/b")]
    [InlineData("/a/%6F", "/a/{id}")]
    [InlineData("/a/M\u00fcller", "/a/{id}")]
    [InlineData("/a/\u001b[31mred", "/a/{id}")]
    [InlineData("/a/<script>", "/a/{id}")]
    [InlineData("/a/{n}.\u001b", "/a/{id}")]
    [InlineData("/a/deadbeefdeadbeef", "/a/{id}")]
    [InlineData("/a/~ann", "/a/{id}")]
    [InlineData("/", "/")]
    [InlineData("/a/b/c/d/e/f/g/h/i/j/k/l/m/n", "/a/b/c/d/e/f/g/h/i/j/k/l/{**rest}")]
    public void Words_stay_and_values_do_not(string path, string template)
    {
        var tree = new PathTree();
        tree.Find(path, Get);
        tree.Read().ShouldHaveSingleItem().Template.ShouldBe(template);
    }

    [Fact]
    public void Where_many_different_words_stand_only_frequent_ones_are_shown()
    {
        var tree = new PathTree();
        for (var i = 0; i < 1000; i++)
        {
            Add(tree, $"/customers/{Word(i)}/orders");
            Add(tree, "/customers/search/orders");
        }

        tree.Read().Select(e => (e.Template, e.Counts.Statuses[200])).ShouldBe(
            [("/customers/{id}/orders", 1000), ("/customers/search/orders", 1000)], ignoreOrder: true);
    }

    [Fact]
    public void A_million_different_paths_leave_a_bounded_number_of_templates_and_every_request_counted()
    {
        var tree = new PathTree();
        for (var i = 0; i < 100; i++)
            Add(tree, "/reports/17");
        for (var i = 0; i < 1_000_000; i++)
            Add(tree, $"/{Word(i % 977)}/{Word(i)}/{Word(i * 31)}/{i}");
        var entries = tree.Read();
        entries.Count.ShouldBeLessThanOrEqualTo(PathTree.MostEntries + 1);
        entries.Sum(e => e.Counts.Statuses[200]).ShouldBe(1_000_100);
    }

    [Fact]
    public void Made_up_actions_and_methods_are_bounded_as_paths_are()
    {
        var tree = new PathTree();
        for (var i = 0; i < 10_000; i++)
            tree.Find("/service", new RequestKind("POST", Word(i))).Add(200, null, 0, DateTimeOffset.UnixEpoch);
        tree.Read().Count.ShouldBeLessThanOrEqualTo(PathTree.MostEntries + 1);
        RequestKind.Of("\u001b[2J").Method.ShouldBe("OTHER");
    }

    [Fact]
    public void What_two_nodes_have_seen_adds_up()
    {
        var (one, other, both) = (new PathTree(), new PathTree(), new PathTree());
        for (var i = 0; i < 30; i++)
        {
            one.Find("/a/1", Get).Add(200, TimeSpan.FromMilliseconds(10), CallerOf(i), DateTimeOffset.UnixEpoch);
            other.Find("/a/2", Get).Add(
                500, TimeSpan.FromMilliseconds(10), CallerOf(i + 15), DateTimeOffset.UnixEpoch.AddDays(1));
        }

        foreach (var entry in one.Read().Concat(other.Read()))
            both.Add(entry);
        var sum = DiscoveredRequest.Of("/a/{n}", both.Read().ShouldHaveSingleItem());
        (sum.Requests, sum.Statuses[200], sum.Statuses[500]).ShouldBe((60, 30, 30));
        sum.Callers.ShouldBeInRange(43, 47);
        (sum.First, sum.Last).ShouldBe((DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1)));
    }

    [Theory]
    [InlineData(12, 1), InlineData(200, 4), InlineData(5_000, 250), InlineData(20_000, 1_500)]
    public void Callers_are_counted_without_being_kept(int callers, int off)
    {
        var sketch = new CallerSketch();
        for (var i = 0; i < callers; i++)
            sketch.Add(CallerOf(i));
        var copy = new CallerSketch();
        copy.Add(sketch.ToBytes());
        sketch.ToBytes().Length.ShouldBeLessThanOrEqualTo(512);
        ((double)copy.Estimate()).ShouldBe(callers, off);
    }

    private static ushort CallerOf(int number) =>
        CallerSketch.PlaceOf(Encoding.ASCII.GetBytes($"10.0.{number / 250}.{number % 250}"));

    private static void Add(PathTree tree, string path) => tree.Find(path, Get).Add(200, null, 0, DateTimeOffset.UnixEpoch);

    private static string Word(int number)
    {
        var word = new StringBuilder("w");
        for (var left = (uint)number; left > 0; left /= 20)
            word.Append((char)('e' + (left % 20)));
        return word.ToString();
    }
}
