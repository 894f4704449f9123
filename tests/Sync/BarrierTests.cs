using Hub.ServiceKit.Changes;
using Hub.Sync.Messages;
using Hub.Sync.Publishing;
using Hub.Sync.Streams;

namespace Hub.Sync.Tests;

/// <summary>When a stream's barrier is passed.</summary>
public sealed class BarrierTests
{
    private readonly ChangeWindow _window = new(
        new StreamPosition(null, 0), new SyncOptions(), TimeProvider.System, newestOnly: true);

    [Fact]
    public void A_barrier_is_passed_once_all_that_was_read_before_it_is_handled()
    {
        Read("N-1", 1);
        _window.Mark(7);
        Read("N-2", 2);
        _window.Passed.ShouldBe(0);
        Handle(1);
        _window.Passed.ShouldBe(7);
    }

    [Fact]
    public void A_barrier_waits_for_the_change_that_takes_the_place_of_one_read_before_it()
    {
        Read("N-1", 1);
        _window.Mark(7);
        Read("N-1", 2);
        _window.Passed.ShouldBe(0);
        Handle(1).Change.Version.ShouldBe(2);
        _window.Passed.ShouldBe(7);
    }

    [Fact]
    public void A_barrier_waits_for_the_changes_that_count_and_for_no_others()
    {
        Read("N-1", 1);
        Read("N-2", 1);
        _window.Mark(7, c => c.Key == "N-2");
        _window.Passed.ShouldBe(0);
        Handle(2);
        _window.Passed.ShouldBe(7);
        _window.Count.ShouldBe(1);
        _window.Mark(8, c => c.Key == "N-2");
        _window.Passed.ShouldBe(8);
    }

    [Fact]
    public void A_later_barrier_takes_the_place_of_one_that_is_not_passed_yet()
    {
        Read("N-1", 1);
        _window.Mark(7);
        _window.Mark(8, _ => false);
        _window.Passed.ShouldBe(8);
    }

    private void Read(string key, long version) => _window.Add(
        [new Change(key, null, version, $"{version}", Side.New, ChangeKind.Upsert, null, [])], _ => true);

    private PendingChange Handle(int at)
    {
        var sent = _window.TakeDue()[at - 1];
        _window.Answer(new ChangeAnswer
        {
            Stream = "stream",
            Sequence = sent.Sequence,
            Key = sent.Change.Key,
            Version = sent.Change.Version,
            Position = sent.Change.Position,
            Attempt = ApplyAttempt.Handled,
        });
        return sent;
    }
}
