using Hub.Host.Shell;

namespace Hub.Host.Tests.Listings;

public sealed class TablesInATerminal
{
    private static readonly string[] Titles = ["ROUTE", "STAGE", "REQUEST", "REASON", "ZONE"];
    private static readonly IReadOnlyList<string>[] Rows =
    [
        ["orders.place", "canary 10 %", "POST /api/orders", "the first customers, who asked for it themselves", "outside"],
        ["invoices.of-customer", "legacy", "GET /api/customers/{id}/invoices", "", "inside"],
    ];

    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(150)]
    public void Every_row_is_a_single_line_that_fits_and_begins_with_the_whole_of_its_first_cell(int width)
    {
        var laid = ListingLayout.Lay(Titles, Rows, new HashSet<int> { 3 }, width);
        laid.Lines.Count.ShouldBe(Rows.Length + 1);
        laid.Lines.ShouldAllBe(line => ListingLayout.Width(line) <= width);
        foreach (var (row, line) in Rows.Zip(laid.Lines.Skip(1)))
            line.ShouldStartWith(row[0]);
        var shown = Titles.Length - laid.LeftOut.Count;
        laid.LeftOut.ShouldBe(Titles[shown..]);
    }

    [Fact]
    public void Free_text_is_shortened_before_a_column_is_left_out()
    {
        var laid = ListingLayout.Lay(Titles, Rows, new HashSet<int> { 3 }, 115);
        laid.LeftOut.ShouldBeEmpty();
        laid.Lines[1].ShouldContain("the first cust");
        laid.Lines[1].ShouldContain("…  outside");
    }

    [Fact]
    public void Free_text_is_shortened_only_as_far_as_different_texts_stay_different()
    {
        IReadOnlyList<string>[] rows =
        [
            ["1", "the first customers, who asked for it", "a"], ["2", "the first customers, who were chosen", "b"],
        ];
        var laid = ListingLayout.Lay(["NO", "REASON", "BY"], rows, new HashSet<int> { 1 }, 35);
        laid.LeftOut.ShouldBeEmpty();
        laid.Lines[1].ShouldBe("1   the first customers, who a…  a");
        laid.Lines[2].ShouldBe("2   the first customers, who w…  b");
    }

    [Fact]
    public void The_first_free_text_is_cut_further_rather_than_left_out()
    {
        IReadOnlyList<string>[] rows =
        [
            ["orders", "erp", "stopped: no answer from the address that the plan gives, tried 1 time", "3"],
            ["orders", "new", "stopped: no answer from the address that the plan gives, tried 2 times", "0"],
        ];
        var laid = ListingLayout.Lay(["ENTITY", "FROM", "STATE", "WAITING"], rows, new HashSet<int> { 2 }, 60);
        laid.LeftOut.ShouldBe(["WAITING"]);
        laid.Lines.ShouldAllBe(line => ListingLayout.Width(line) <= 60);
        laid.Lines[1].ShouldContain("stopped: no answer from the address");
        ListingLayout.Lay(["ENTITY", "FROM", "STATE", "WAITING"], rows, new HashSet<int> { 2 }, 25).LeftOut
            .ShouldBe(["STATE", "WAITING"]);
    }

    [Fact]
    public void Without_a_width_everything_is_there()
    {
        var laid = ListingLayout.Lay(Titles, Rows, new HashSet<int> { 3 }, width: null);
        laid.LeftOut.ShouldBeEmpty();
        laid.Lines[1].ShouldContain("who asked for it themselves");
    }

    [Fact]
    public void A_first_cell_wider_than_the_terminal_is_whole_all_the_same() =>
        ListingLayout.Lay(["ID"], [["0123456789"]], new HashSet<int>(), 4).Lines.ShouldBe(["ID", "0123456789"]);

    [Fact]
    public void Wide_letters_count_as_two()
    {
        var laid = ListingLayout.Lay(["NAME", "CITY"], [["注文", "x"], ["ab", "y"]], new HashSet<int>(), width: null);
        laid.Lines.ShouldBe(["NAME  CITY", "注文  x", "ab    y"]);
    }
}
