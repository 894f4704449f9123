namespace Hub.EndToEnd.Tests.Chaos;

/// <summary>The judge finds what is planted, and nothing else.</summary>
public sealed class JudgeTests
{
    private const string Record = "customer C-1001";
    private readonly List<Edit> _edits = [];
    private readonly List<ListedConflict> _listed = [];

    [Fact]
    public void A_value_that_stands_on_both_sides_is_no_fault()
    {
        Write("ann", "1");
        Write("ann", "2");
        Find("2", "2").ShouldBeEmpty();
    }

    [Fact]
    public void An_acknowledged_value_that_gave_way_to_an_earlier_one_is_lost()
    {
        Write("ann", "1");
        Write("ann", "2");
        Find("1", "1").ShouldBe([FaultKind.Lost]);
        Find("before", "before").ShouldBe([FaultKind.Lost]);
    }

    [Fact]
    public void A_value_replaced_by_somebody_who_had_not_seen_it_is_lost()
    {
        Write("ann", "1", saw: "before");
        Write("bob", "2", saw: "before");
        Find("2", "2").ShouldBe([FaultKind.Lost]);
    }

    [Fact]
    public void A_value_replaced_by_somebody_who_had_seen_it_is_not_lost()
    {
        Write("ann", "1", saw: "before");
        Write("bob", "2", saw: "1");
        Find("2", "2").ShouldBeEmpty();
    }

    [Fact]
    public void A_value_that_a_conflict_lists_is_not_lost()
    {
        Write("ann", "1", saw: "before");
        Write("bob", "2", saw: "before");
        _listed.Add(new ListedConflict(Record, "note", ["1", "2"]));
        Find("2", "2").ShouldBeEmpty();
    }

    [Fact]
    public void A_conflict_of_another_field_or_record_excuses_nothing()
    {
        Write("ann", "1", saw: "before");
        Write("bob", "2", saw: "before");
        _listed.Add(new ListedConflict(Record, "name", ["1", "2"]));
        _listed.Add(new ListedConflict("customer C-1002", "note", ["1", "2"]));
        Find("2", "2").ShouldBe([FaultKind.Lost]);
    }

    [Fact]
    public void A_write_in_doubt_may_stand_or_not()
    {
        Write("ann", "1");
        Write("ann", "2", Outcome.InDoubt);
        Find("1", "1").ShouldBeEmpty();
        Find("2", "2").ShouldBeEmpty();
        Find("before", "before").ShouldBe([FaultKind.Lost]);
    }

    [Fact]
    public void A_write_in_doubt_that_left_no_trace_has_replaced_nothing()
    {
        Write("ann", "1", saw: "before");
        Write("ann", "2", Outcome.InDoubt, saw: "1");
        Write("bob", "3", saw: "before");
        Find("3", "3").ShouldBe([FaultKind.Lost]);
        _edits.RemoveAt(2);
        Write("bob", "4", saw: "2");
        Find("4", "4").ShouldBeEmpty();
    }

    [Fact]
    public void A_refused_write_that_somebody_has_seen_was_made()
    {
        Write("ann", "1", Outcome.Refused);
        Find("before", "before").ShouldBeEmpty();
        Find("1", "1").ShouldBe([FaultKind.MadeThoughRefused]);
        Write("bob", "2", saw: "1");
        Find("2", "2").ShouldBe([FaultKind.MadeThoughRefused]);
    }

    [Fact]
    public void Sides_that_hold_different_values_are_found_also_where_nobody_wrote()
    {
        Write("ann", "1");
        Find("1", "before").ShouldBe([FaultKind.Different]);
        _edits.Clear();
        Find("before", "else").ShouldBe([FaultKind.Different, FaultKind.OfNobody]);
        Find("else", "else").ShouldBe([FaultKind.OfNobody]);
    }

    [Fact]
    public void A_record_that_is_there_twice_or_on_one_side_only_is_found()
    {
        Find([Customer("before"), Customer("before")], [Customer("before")]).ShouldBe([FaultKind.Doubled]);
        Find([], [Customer("before")]).ShouldBe([FaultKind.Different, FaultKind.OfNobody]);
    }

    [Fact]
    public void A_made_record_that_is_not_there_is_lost_and_one_deleted_that_is_there_as_well()
    {
        Make("order 1", Edit.There, Outcome.Acknowledged);
        Find("before", "before").ShouldBe([FaultKind.Lost]);
        Make("order 1", Edit.Gone, Outcome.Acknowledged);
        Find("before", "before").ShouldBeEmpty();
        SideRecord[] still = [Customer("before"), new("order 1", new Dictionary<string, string>())];
        Find(still, still).ShouldBe([FaultKind.Lost]);
    }

    [Fact]
    public void A_value_of_a_record_that_its_writer_deleted_is_not_lost_and_one_that_somebody_else_deleted_is()
    {
        Write("ann", "1");
        _edits.Add(new Edit("ann", Record, Edit.Existence, Edit.Gone, Saw: null) { Outcome = Outcome.Acknowledged, Sent = 9 });
        Find([], []).ShouldBeEmpty();
        _edits[1] = _edits[1] with { Writer = "bob" };
        Find([], []).ShouldBe([FaultKind.Lost]);
        _edits[1] = _edits[1] with { Writer = "ann", Sent = -1 };
        Find([], []).ShouldBe([FaultKind.Lost], "as it was deleted before that");
        _edits[1] = _edits[1] with { Sent = 9 };
        Find("before", "before").ShouldBe([FaultKind.Lost, FaultKind.Lost]);
    }

    [Fact]
    public void A_refused_making_that_was_made_is_found()
    {
        Make("order 1", Edit.There, Outcome.Refused);
        SideRecord[] made = [Customer("before"), new("order 1", new Dictionary<string, string>())];
        Find(made, made).ShouldBe([FaultKind.MadeThoughRefused]);
        Make("order 1", Edit.There, Outcome.InDoubt);
        Find(made, made).ShouldBeEmpty();
    }

    private void Write(string writer, string value, Outcome outcome = Outcome.Acknowledged, string? saw = null) =>
        Add(new Edit(writer, Record, "note", value, saw) { Outcome = outcome });

    private void Make(string record, string value, Outcome outcome) =>
        Add(new Edit("ann", record, Edit.Existence, value, Saw: null) { Outcome = outcome });

    private void Add(Edit edit) => _edits.Add(edit with { Sent = 2 * _edits.Count, Answered = (2 * _edits.Count) + 1 });

    private List<FaultKind> Find(string legacy, string @new) => Find([Customer(legacy)], [Customer(@new)]);

    private List<FaultKind> Find(SideRecord[] legacy, SideRecord[] @new) =>
        [
            .. Judge.FindFaults(
                _edits, new SideContent([Customer("before")]), new SideContent(legacy), new SideContent(@new), _listed)
                .Select(f => f.Kind),
        ];

    private static SideRecord Customer(string note) => new(Record, new Dictionary<string, string> { ["note"] = note });
}
