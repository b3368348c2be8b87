// SPDX-License-Identifier: Apache-2.0
//
// Made from the tables in include/ws/isa by `waferstream isa --sv`; not to be edited.

/* verilator lint_off UNUSED */
package ws_isa_pkg;

  // Parameters
  localparam int unsigned SramWords = 24576;
  localparam int unsigned SramBanks = 8;
  localparam int unsigned ReadPorts = 2;
  localparam int unsigned WritePorts = 1;
  localparam int unsigned PortWords = 4;
  localparam int unsigned ConflictModulo = 4;
  localparam int unsigned ConflictCycles = 2;
  localparam int unsigned StrideLimit0 = 1;
  localparam int unsigned StrideLimit1 = 2;
  localparam int unsigned StrideLimit2 = 4;
  localparam int unsigned StrideLimit3 = 4;
  localparam int unsigned StrideLimit4 = 2;
  localparam int unsigned StrideLimit5 = 4;
  localparam int unsigned StrideLimit6 = 4;
  localparam int unsigned StrideLimit7 = 2;
  localparam int unsigned Registers = 16;
  localparam int unsigned DestDsrs = 12;
  localparam int unsigned Src0Dsrs = 16;
  localparam int unsigned Src1Dsrs = 16;
  localparam int unsigned Xdsrs = 8;
  localparam int unsigned StrideRegisters = 16;
  localparam int unsigned InfiniteLength = 32767;
  localparam int unsigned InputQueues = 8;
  localparam int unsigned OutputQueues = 6;
  localparam int unsigned InputQueueDepth0 = 6;
  localparam int unsigned InputQueueDepth1 = 6;
  localparam int unsigned InputQueueDepth2 = 4;
  localparam int unsigned InputQueueDepth3 = 4;
  localparam int unsigned InputQueueDepth4 = 2;
  localparam int unsigned InputQueueDepth5 = 2;
  localparam int unsigned InputQueueDepth6 = 2;
  localparam int unsigned InputQueueDepth7 = 2;
  localparam int unsigned OutputQueueDepth0 = 2;
  localparam int unsigned OutputQueueDepth1 = 2;
  localparam int unsigned OutputQueueDepth2 = 6;
  localparam int unsigned OutputQueueDepth3 = 6;
  localparam int unsigned OutputQueueDepth4 = 2;
  localparam int unsigned OutputQueueDepth5 = 2;
  localparam int unsigned Microthreads = 8;
  localparam int unsigned RoundRobinMicrothreads = 1;
  localparam int unsigned Colors = 24;
  localparam int unsigned Tasks = 64;
  localparam int unsigned TeardownTask = 29;
  localparam int unsigned TimerTask = 30;
  localparam int unsigned NullTask = 31;
  localparam int unsigned TaskSlotWords = 2;
  localparam int unsigned Filters = 4;
  localparam int unsigned VectorStart = 3;
  localparam int unsigned VectorDrain = 2;
  localparam int unsigned TaskStart = 2;
  localparam int unsigned TimestampBits = 48;
  localparam int unsigned Counters = 2;
  localparam int unsigned FetchWords = 4;
  localparam int unsigned FetchBuffer = 4;
  localparam int unsigned FifoElements = 1;
  localparam int unsigned FabricWavelets = 2;
  localparam int unsigned ResetMainPriority = 1;
  localparam int unsigned NoColor = 31;
  localparam int unsigned AdvanceWavelet = 157258313;

  // file
  localparam logic [1:0] FileDest = 2'd0;
  localparam logic [1:0] FileSrc0 = 2'd1;
  localparam logic [1:0] FileSrc1 = 2'd2;
  localparam logic [1:0] FileXdsr = 2'd3;

  // operand
  localparam logic [1:0] OperandGpr = 2'd0;
  localparam logic [1:0] OperandDsr = 2'd1;
  localparam logic [1:0] OperandOther = 2'd2;

  // kind
  localparam logic [2:0] KindNone = 3'd0;
  localparam logic [2:0] KindMem1d = 3'd1;
  localparam logic [2:0] KindMem4d = 3'd2;
  localparam logic [2:0] KindCircular = 3'd3;
  localparam logic [2:0] KindFifo = 3'd4;
  localparam logic [2:0] KindFabin = 3'd5;
  localparam logic [2:0] KindFabout = 3'd6;

  // simd
  localparam logic [1:0] SimdSingle = 2'd0;
  localparam logic [1:0] SimdSimd32 = 2'd1;
  localparam logic [1:0] SimdSimd64 = 2'd2;
  localparam logic [1:0] SimdSimd32Or64 = 2'd3;

  // action
  localparam logic [1:0] ActionNone = 2'd0;
  localparam logic [1:0] ActionActivate = 2'd1;
  localparam logic [1:0] ActionUnblock = 2'd2;
  localparam logic [1:0] ActionBlock = 2'd3;

  // priority
  localparam logic [1:0] PriorityLow = 2'd0;
  localparam logic [1:0] PriorityMedium = 2'd1;
  localparam logic [1:0] PriorityHigh = 2'd2;

  // thread
  localparam logic [3:0] ThreadMain = 4'd8;

  // trap
  localparam logic [3:0] TrapNone = 4'd0;
  localparam logic [3:0] TrapHalted = 4'd1;
  localparam logic [3:0] TrapIllegal = 4'd2;
  localparam logic [3:0] TrapOperand = 4'd3;
  localparam logic [3:0] TrapAddress = 4'd4;
  localparam logic [3:0] TrapMisaligned = 4'd5;
  localparam logic [3:0] TrapInUse = 4'd6;
  localparam logic [3:0] TrapConfig = 4'd7;
  localparam logic [3:0] TrapFetch = 4'd8;
  localparam logic [3:0] TrapMemory = 4'd9;

  // stall
  localparam logic [3:0] StallNone = 4'd0;
  localparam logic [3:0] StallIdle = 4'd1;
  localparam logic [3:0] StallStart = 4'd2;
  localparam logic [3:0] StallFetch = 4'd3;
  localparam logic [3:0] StallInput = 4'd4;
  localparam logic [3:0] StallOutput = 4'd5;
  localparam logic [3:0] StallFifo = 4'd6;
  localparam logic [3:0] StallBank = 4'd7;
  localparam logic [3:0] StallMemory = 4'd8;
  localparam logic [3:0] StallRegister = 4'd9;
  localparam logic [3:0] StallDsr = 4'd10;
  localparam logic [3:0] StallHalted = 4'd11;
  localparam logic [3:0] StallDebug = 4'd12;

  // event
  localparam logic [3:0] EventCycles = 4'd0;
  localparam logic [3:0] EventInstructions = 4'd1;
  localparam logic [3:0] EventSteps = 4'd2;
  localparam logic [3:0] EventElements = 4'd3;
  localparam logic [3:0] EventWaveletsIn = 4'd4;
  localparam logic [3:0] EventWaveletsOut = 4'd5;
  localparam logic [3:0] EventTasks = 4'd6;
  localparam logic [3:0] EventStalls = 4'd7;
  localparam logic [3:0] EventBankConflicts = 4'd8;

  // pop
  localparam logic [1:0] PopNone = 2'd0;
  localparam logic [1:0] PopAlways = 2'd1;
  localparam logic [1:0] PopOnAdvance = 2'd2;
  localparam logic [1:0] PopOnAdvanceOrNop = 2'd3;

  // command
  localparam logic [1:0] CommandNop = 2'd0;
  localparam logic [1:0] CommandAdvance = 2'd1;
  localparam logic [1:0] CommandReset = 2'd2;
  localparam logic [1:0] CommandTeardown = 2'd3;

  // direction
  localparam logic [2:0] DirectionWest = 3'd0;
  localparam logic [2:0] DirectionEast = 3'd1;
  localparam logic [2:0] DirectionSouth = 3'd2;
  localparam logic [2:0] DirectionNorth = 3'd3;
  localparam logic [2:0] DirectionRamp = 3'd4;
  localparam logic [2:0] DirectionInvalid = 3'd5;

  // filter
  localparam logic [1:0] FilterCounter = 2'd0;
  localparam logic [1:0] FilterSparseCounter = 2'd1;
  localparam logic [1:0] FilterRange = 2'd2;

  // Fields of dsr
  localparam int unsigned DsrBaseWord = 0;
  localparam int unsigned DsrBaseLsb = 0;
  localparam int unsigned DsrBaseWidth = 16;
  localparam int unsigned DsrExtentWord = 1;
  localparam int unsigned DsrExtentLsb = 0;
  localparam int unsigned DsrExtentWidth = 15;
  localparam int unsigned DsrOffsetWord = 2;
  localparam int unsigned DsrOffsetLsb = 0;
  localparam int unsigned DsrOffsetWidth = 16;
  localparam int unsigned DsrKindWord = 3;
  localparam int unsigned DsrKindLsb = 0;
  localparam int unsigned DsrKindWidth = 3;
  localparam int unsigned DsrIndexWord = 3;
  localparam int unsigned DsrIndexLsb = 3;
  localparam int unsigned DsrIndexWidth = 1;
  localparam int unsigned DsrSaveWord = 3;
  localparam int unsigned DsrSaveLsb = 4;
  localparam int unsigned DsrSaveWidth = 1;
  localparam int unsigned DsrXdsrWord = 3;
  localparam int unsigned DsrXdsrLsb = 5;
  localparam int unsigned DsrXdsrWidth = 3;
  localparam int unsigned DsrStrideWord = 3;
  localparam int unsigned DsrStrideLsb = 8;
  localparam int unsigned DsrStrideWidth = 8;

  // Fields of fifo
  localparam int unsigned FifoTaskWord = 2;
  localparam int unsigned FifoTaskLsb = 0;
  localparam int unsigned FifoTaskWidth = 6;
  localparam int unsigned FifoActivateWord = 2;
  localparam int unsigned FifoActivateLsb = 6;
  localparam int unsigned FifoActivateWidth = 1;

  // Fields of fabin
  localparam int unsigned FabinQueueWord = 0;
  localparam int unsigned FabinQueueLsb = 0;
  localparam int unsigned FabinQueueWidth = 3;
  localparam int unsigned FabinTerminateWord = 2;
  localparam int unsigned FabinTerminateLsb = 0;
  localparam int unsigned FabinTerminateWidth = 1;
  localparam int unsigned FabinActionWord = 2;
  localparam int unsigned FabinActionLsb = 1;
  localparam int unsigned FabinActionWidth = 2;
  localparam int unsigned FabinTaskWord = 2;
  localparam int unsigned FabinTaskLsb = 8;
  localparam int unsigned FabinTaskWidth = 6;
  localparam int unsigned FabinSimdWord = 3;
  localparam int unsigned FabinSimdLsb = 5;
  localparam int unsigned FabinSimdWidth = 2;

  // Fields of fabout
  localparam int unsigned FaboutQueueWord = 0;
  localparam int unsigned FaboutQueueLsb = 0;
  localparam int unsigned FaboutQueueWidth = 3;
  localparam int unsigned FaboutColorWord = 0;
  localparam int unsigned FaboutColorLsb = 8;
  localparam int unsigned FaboutColorWidth = 5;
  localparam int unsigned FaboutControlWord = 2;
  localparam int unsigned FaboutControlLsb = 0;
  localparam int unsigned FaboutControlWidth = 1;
  localparam int unsigned FaboutAdvanceSwitchWord = 2;
  localparam int unsigned FaboutAdvanceSwitchLsb = 1;
  localparam int unsigned FaboutAdvanceSwitchWidth = 1;
  localparam int unsigned FaboutTransformWord = 2;
  localparam int unsigned FaboutTransformLsb = 2;
  localparam int unsigned FaboutTransformWidth = 2;
  localparam int unsigned FaboutSimdWord = 3;
  localparam int unsigned FaboutSimdLsb = 5;
  localparam int unsigned FaboutSimdWidth = 2;
  localparam int unsigned FaboutStrideWord = 3;
  localparam int unsigned FaboutStrideLsb = 8;
  localparam int unsigned FaboutStrideWidth = 8;

  // Fields of mem4d
  localparam int unsigned Mem4dExtent0Word = 0;
  localparam int unsigned Mem4dExtent0Lsb = 0;
  localparam int unsigned Mem4dExtent0Width = 16;
  localparam int unsigned Mem4dExtent1Word = 1;
  localparam int unsigned Mem4dExtent1Lsb = 0;
  localparam int unsigned Mem4dExtent1Width = 16;
  localparam int unsigned Mem4dExtent2Word = 2;
  localparam int unsigned Mem4dExtent2Lsb = 0;
  localparam int unsigned Mem4dExtent2Width = 16;
  localparam int unsigned Mem4dStride1Word = 3;
  localparam int unsigned Mem4dStride1Lsb = 0;
  localparam int unsigned Mem4dStride1Width = 4;
  localparam int unsigned Mem4dStride2Word = 3;
  localparam int unsigned Mem4dStride2Lsb = 4;
  localparam int unsigned Mem4dStride2Width = 4;
  localparam int unsigned Mem4dStride3Word = 3;
  localparam int unsigned Mem4dStride3Lsb = 8;
  localparam int unsigned Mem4dStride3Width = 4;

  // Fields of ring
  localparam int unsigned RingBeginWord = 0;
  localparam int unsigned RingBeginLsb = 0;
  localparam int unsigned RingBeginWidth = 16;
  localparam int unsigned RingLengthWord = 1;
  localparam int unsigned RingLengthLsb = 0;
  localparam int unsigned RingLengthWidth = 16;
  localparam int unsigned RingHeadWord = 2;
  localparam int unsigned RingHeadLsb = 0;
  localparam int unsigned RingHeadWidth = 16;
  localparam int unsigned RingCountWord = 3;
  localparam int unsigned RingCountLsb = 0;
  localparam int unsigned RingCountWidth = 16;

  // Fields of color
  localparam int unsigned ColorPointToPointWord = 0;
  localparam int unsigned ColorPointToPointLsb = 15;
  localparam int unsigned ColorPointToPointWidth = 1;
  localparam int unsigned ColorTeardownWord = 0;
  localparam int unsigned ColorTeardownLsb = 14;
  localparam int unsigned ColorTeardownWidth = 1;
  localparam int unsigned ColorPopWord = 0;
  localparam int unsigned ColorPopLsb = 12;
  localparam int unsigned ColorPopWidth = 2;
  localparam int unsigned ColorSwapEwWord = 0;
  localparam int unsigned ColorSwapEwLsb = 11;
  localparam int unsigned ColorSwapEwWidth = 1;
  localparam int unsigned ColorSwapNsWord = 0;
  localparam int unsigned ColorSwapNsLsb = 10;
  localparam int unsigned ColorSwapNsWidth = 1;
  localparam int unsigned ColorInputsWord = 0;
  localparam int unsigned ColorInputsLsb = 5;
  localparam int unsigned ColorInputsWidth = 5;
  localparam int unsigned ColorOutputsWord = 0;
  localparam int unsigned ColorOutputsLsb = 0;
  localparam int unsigned ColorOutputsWidth = 5;

  // Fields of switch
  localparam int unsigned SwitchPositionWord = 0;
  localparam int unsigned SwitchPositionLsb = 13;
  localparam int unsigned SwitchPositionWidth = 2;
  localparam int unsigned SwitchRingWord = 0;
  localparam int unsigned SwitchRingLsb = 12;
  localparam int unsigned SwitchRingWidth = 1;
  localparam int unsigned SwitchSelect3Word = 0;
  localparam int unsigned SwitchSelect3Lsb = 11;
  localparam int unsigned SwitchSelect3Width = 1;
  localparam int unsigned SwitchDirection3Word = 0;
  localparam int unsigned SwitchDirection3Lsb = 8;
  localparam int unsigned SwitchDirection3Width = 3;
  localparam int unsigned SwitchSelect2Word = 0;
  localparam int unsigned SwitchSelect2Lsb = 7;
  localparam int unsigned SwitchSelect2Width = 1;
  localparam int unsigned SwitchDirection2Word = 0;
  localparam int unsigned SwitchDirection2Lsb = 4;
  localparam int unsigned SwitchDirection2Width = 3;
  localparam int unsigned SwitchSelect1Word = 0;
  localparam int unsigned SwitchSelect1Lsb = 3;
  localparam int unsigned SwitchSelect1Width = 1;
  localparam int unsigned SwitchDirection1Word = 0;
  localparam int unsigned SwitchDirection1Lsb = 0;
  localparam int unsigned SwitchDirection1Width = 3;

  // Fields of queue
  localparam int unsigned QueueColorWord = 0;
  localparam int unsigned QueueColorLsb = 0;
  localparam int unsigned QueueColorWidth = 5;
  localparam int unsigned QueueBoundWord = 0;
  localparam int unsigned QueueBoundLsb = 15;
  localparam int unsigned QueueBoundWidth = 1;

  // Fields of filter
  localparam int unsigned FilterActiveWord = 0;
  localparam int unsigned FilterActiveLsb = 15;
  localparam int unsigned FilterActiveWidth = 1;
  localparam int unsigned FilterKindWord = 0;
  localparam int unsigned FilterKindLsb = 13;
  localparam int unsigned FilterKindWidth = 2;
  localparam int unsigned FilterCountDataWord = 0;
  localparam int unsigned FilterCountDataLsb = 12;
  localparam int unsigned FilterCountDataWidth = 1;
  localparam int unsigned FilterCountControlWord = 0;
  localparam int unsigned FilterCountControlLsb = 11;
  localparam int unsigned FilterCountControlWidth = 1;
  localparam int unsigned FilterFilterControlWord = 0;
  localparam int unsigned FilterFilterControlLsb = 10;
  localparam int unsigned FilterFilterControlWidth = 1;
  localparam int unsigned FilterColorWord = 0;
  localparam int unsigned FilterColorLsb = 0;
  localparam int unsigned FilterColorWidth = 5;
  localparam int unsigned FilterCountWord = 1;
  localparam int unsigned FilterCountLsb = 0;
  localparam int unsigned FilterCountWidth = 16;
  localparam int unsigned FilterMaxWord = 2;
  localparam int unsigned FilterMaxLsb = 0;
  localparam int unsigned FilterMaxWidth = 16;
  localparam int unsigned FilterLimit1Word = 3;
  localparam int unsigned FilterLimit1Lsb = 0;
  localparam int unsigned FilterLimit1Width = 16;
  localparam int unsigned FilterLimit2Word = 4;
  localparam int unsigned FilterLimit2Lsb = 0;
  localparam int unsigned FilterLimit2Width = 16;

  // Fields of wavelet
  localparam int unsigned WaveletDataWord = 0;
  localparam int unsigned WaveletDataLsb = 0;
  localparam int unsigned WaveletDataWidth = 16;
  localparam int unsigned WaveletIndexWord = 0;
  localparam int unsigned WaveletIndexLsb = 16;
  localparam int unsigned WaveletIndexWidth = 16;

  // Fields of control
  localparam int unsigned ControlEntryWord = 0;
  localparam int unsigned ControlEntryLsb = 16;
  localparam int unsigned ControlEntryWidth = 6;
  localparam int unsigned ControlCommand0Word = 0;
  localparam int unsigned ControlCommand0Lsb = 22;
  localparam int unsigned ControlCommand0Width = 2;
  localparam int unsigned ControlFilter0Word = 0;
  localparam int unsigned ControlFilter0Lsb = 24;
  localparam int unsigned ControlFilter0Width = 1;
  localparam int unsigned ControlCommand1Word = 0;
  localparam int unsigned ControlCommand1Lsb = 25;
  localparam int unsigned ControlCommand1Width = 2;
  localparam int unsigned ControlFilter1Word = 0;
  localparam int unsigned ControlFilter1Lsb = 27;
  localparam int unsigned ControlFilter1Width = 1;
  localparam int unsigned ControlCommand2Word = 0;
  localparam int unsigned ControlCommand2Lsb = 28;
  localparam int unsigned ControlCommand2Width = 2;
  localparam int unsigned ControlFilter2Word = 0;
  localparam int unsigned ControlFilter2Lsb = 0;
  localparam int unsigned ControlFilter2Width = 1;
  localparam int unsigned ControlCommand3Word = 0;
  localparam int unsigned ControlCommand3Lsb = 1;
  localparam int unsigned ControlCommand3Width = 2;
  localparam int unsigned ControlFilter3Word = 0;
  localparam int unsigned ControlFilter3Lsb = 3;
  localparam int unsigned ControlFilter3Width = 1;
  localparam int unsigned ControlCommand4Word = 0;
  localparam int unsigned ControlCommand4Lsb = 4;
  localparam int unsigned ControlCommand4Width = 2;
  localparam int unsigned ControlFilter4Word = 0;
  localparam int unsigned ControlFilter4Lsb = 6;
  localparam int unsigned ControlFilter4Width = 1;
  localparam int unsigned ControlCommand5Word = 0;
  localparam int unsigned ControlCommand5Lsb = 7;
  localparam int unsigned ControlCommand5Width = 2;
  localparam int unsigned ControlFilter5Word = 0;
  localparam int unsigned ControlFilter5Lsb = 9;
  localparam int unsigned ControlFilter5Width = 1;
  localparam int unsigned ControlCommand6Word = 0;
  localparam int unsigned ControlCommand6Lsb = 10;
  localparam int unsigned ControlCommand6Width = 2;
  localparam int unsigned ControlFilter6Word = 0;
  localparam int unsigned ControlFilter6Lsb = 12;
  localparam int unsigned ControlFilter6Width = 1;
  localparam int unsigned ControlCommand7Word = 0;
  localparam int unsigned ControlCommand7Lsb = 13;
  localparam int unsigned ControlCommand7Width = 2;
  localparam int unsigned ControlFilter7Word = 0;
  localparam int unsigned ControlFilter7Lsb = 15;
  localparam int unsigned ControlFilter7Width = 1;

  // Configuration space, by 16-bit words
  localparam logic [15:0] CfgDestDsr = 16'h7e00;
  localparam int unsigned CfgDestDsrCount = 12;
  localparam logic [15:0] CfgDestDsrReset = 16'h0000;
  localparam logic [15:0] CfgSrc0Dsr = 16'h7e40;
  localparam int unsigned CfgSrc0DsrCount = 16;
  localparam logic [15:0] CfgSrc0DsrReset = 16'h0000;
  localparam logic [15:0] CfgSrc1Dsr = 16'h7e80;
  localparam int unsigned CfgSrc1DsrCount = 16;
  localparam logic [15:0] CfgSrc1DsrReset = 16'h0000;
  localparam logic [15:0] CfgXdsr = 16'h7ec0;
  localparam int unsigned CfgXdsrCount = 8;
  localparam logic [15:0] CfgXdsrReset = 16'h0000;
  localparam logic [15:0] CfgStride = 16'h7ee0;
  localparam int unsigned CfgStrideCount = 16;
  localparam logic [15:0] CfgStrideReset = 16'h0000;
  localparam logic [15:0] CfgGpr = 16'h7f00;
  localparam int unsigned CfgGprCount = 16;
  localparam logic [15:0] CfgGprReset = 16'h0000;
  localparam logic [15:0] CfgTrapCause = 16'h7f10;
  localparam int unsigned CfgTrapCauseCount = 1;
  localparam logic [15:0] CfgTrapCauseReset = 16'h0000;
  localparam logic [15:0] CfgTrapPc = 16'h7f11;
  localparam int unsigned CfgTrapPcCount = 1;
  localparam logic [15:0] CfgTrapPcReset = 16'h0000;
  localparam logic [15:0] CfgTrapAddress = 16'h7f12;
  localparam int unsigned CfgTrapAddressCount = 1;
  localparam logic [15:0] CfgTrapAddressReset = 16'h0000;
  localparam logic [15:0] CfgTrapThread = 16'h7f13;
  localparam int unsigned CfgTrapThreadCount = 1;
  localparam logic [15:0] CfgTrapThreadReset = 16'h0000;
  localparam logic [15:0] CfgCorrected = 16'h7f14;
  localparam int unsigned CfgCorrectedCount = 1;
  localparam logic [15:0] CfgCorrectedReset = 16'h0000;
  localparam logic [15:0] CfgUncorrected = 16'h7f15;
  localparam int unsigned CfgUncorrectedCount = 1;
  localparam logic [15:0] CfgUncorrectedReset = 16'h0000;
  localparam logic [15:0] CfgTileX = 16'h7f16;
  localparam int unsigned CfgTileXCount = 1;
  localparam logic [15:0] CfgTileXReset = 16'h0000;
  localparam logic [15:0] CfgTileY = 16'h7f17;
  localparam int unsigned CfgTileYCount = 1;
  localparam logic [15:0] CfgTileYReset = 16'h0000;
  localparam logic [15:0] CfgMainPriority = 16'h7f18;
  localparam int unsigned CfgMainPriorityCount = 1;
  localparam logic [15:0] CfgMainPriorityReset = 16'h0001;
  localparam logic [15:0] CfgTaskBase = 16'h7f19;
  localparam int unsigned CfgTaskBaseCount = 1;
  localparam logic [15:0] CfgTaskBaseReset = 16'h0000;
  localparam logic [15:0] CfgTaskCurrent = 16'h7f1a;
  localparam int unsigned CfgTaskCurrentCount = 1;
  localparam logic [15:0] CfgTaskCurrentReset = 16'h0040;
  localparam logic [15:0] CfgColor = 16'h7f20;
  localparam int unsigned CfgColorCount = 24;
  localparam logic [15:0] CfgColorReset = 16'h0000;
  localparam logic [15:0] CfgInputQueue = 16'h7f38;
  localparam int unsigned CfgInputQueueCount = 8;
  localparam logic [15:0] CfgInputQueueReset = 16'h0000;
  localparam logic [15:0] CfgSwitch = 16'h7f40;
  localparam int unsigned CfgSwitchCount = 24;
  localparam logic [15:0] CfgSwitchReset = 16'h0555;
  localparam logic [15:0] CfgOutputQueue = 16'h7f58;
  localparam int unsigned CfgOutputQueueCount = 6;
  localparam logic [15:0] CfgOutputQueueReset = 16'h0000;
  localparam logic [15:0] CfgFilter = 16'h7f60;
  localparam int unsigned CfgFilterCount = 4;
  localparam logic [15:0] CfgFilterReset = 16'h0000;
  localparam logic [15:0] CfgTaskActive = 16'h7f80;
  localparam int unsigned CfgTaskActiveCount = 4;
  localparam logic [15:0] CfgTaskActiveReset = 16'h0000;
  localparam logic [15:0] CfgTaskBlocked = 16'h7f84;
  localparam int unsigned CfgTaskBlockedCount = 4;
  localparam logic [15:0] CfgTaskBlockedReset = 16'h0000;
  localparam logic [15:0] CfgTaskHigh = 16'h7f88;
  localparam int unsigned CfgTaskHighCount = 4;
  localparam logic [15:0] CfgTaskHighReset = 16'h0000;
  localparam logic [15:0] CfgTimestamp = 16'h7f90;
  localparam int unsigned CfgTimestampCount = 3;
  localparam logic [15:0] CfgTimestampReset = 16'h0000;
  localparam logic [15:0] CfgTimestampRun = 16'h7f93;
  localparam int unsigned CfgTimestampRunCount = 1;
  localparam logic [15:0] CfgTimestampRunReset = 16'h0001;
  localparam logic [15:0] CfgTimer = 16'h7f94;
  localparam int unsigned CfgTimerCount = 2;
  localparam logic [15:0] CfgTimerReset = 16'h0000;
  localparam logic [15:0] CfgCounterEvent = 16'h7f98;
  localparam int unsigned CfgCounterEventCount = 2;
  localparam logic [15:0] CfgCounterEventReset = 16'h0000;
  localparam logic [15:0] CfgCounter = 16'h7f9a;
  localparam int unsigned CfgCounterCount = 2;
  localparam logic [15:0] CfgCounterReset = 16'h0000;

  // Operands in the instruction word
  localparam int unsigned AtRdLsb = 20;
  localparam int unsigned AtRdWidth = 4;
  localparam int unsigned AtRxLsb = 20;
  localparam int unsigned AtRxWidth = 4;
  localparam int unsigned AtRaLsb = 16;
  localparam int unsigned AtRaWidth = 4;
  localparam int unsigned AtRbLsb = 12;
  localparam int unsigned AtRbWidth = 4;
  localparam int unsigned AtRgLsb = 12;
  localparam int unsigned AtRgWidth = 4;
  localparam int unsigned AtImmLsb = 0;
  localparam int unsigned AtImmWidth = 16;
  localparam int unsigned AtBitsLsb = 0;
  localparam int unsigned AtBitsWidth = 16;
  localparam int unsigned AtShiftLsb = 0;
  localparam int unsigned AtShiftWidth = 4;
  localparam int unsigned AtTargetLsb = 0;
  localparam int unsigned AtTargetWidth = 16;
  localparam int unsigned AtAddressLsb = 0;
  localparam int unsigned AtAddressWidth = 16;
  localparam int unsigned AtTaskLsb = 0;
  localparam int unsigned AtTaskWidth = 6;
  localparam int unsigned AtQueueLsb = 16;
  localparam int unsigned AtQueueWidth = 4;
  localparam int unsigned AtUtLsb = 16;
  localparam int unsigned AtUtWidth = 3;
  localparam int unsigned AtDsrLsb = 18;
  localparam int unsigned AtDsrWidth = 6;
  localparam int unsigned AtFromLsb = 12;
  localparam int unsigned AtFromWidth = 6;
  localparam int unsigned AtWordLsb = 16;
  localparam int unsigned AtWordWidth = 2;
  localparam int unsigned AtNearBaseLsb = 14;
  localparam int unsigned AtNearBaseWidth = 4;
  localparam int unsigned AtNearOffsetLsb = 0;
  localparam int unsigned AtNearOffsetWidth = 14;
  localparam int unsigned AtSxLsb = 20;
  localparam int unsigned AtSxWidth = 4;
  localparam int unsigned AtSaLsb = 16;
  localparam int unsigned AtSaWidth = 4;
  localparam int unsigned AtActionLsb = 22;
  localparam int unsigned AtActionWidth = 2;
  localparam int unsigned AtEndTaskLsb = 16;
  localparam int unsigned AtEndTaskWidth = 6;
  localparam int unsigned AtPriorityLsb = 14;
  localparam int unsigned AtPriorityWidth = 2;
  localparam int unsigned AtDstLsb = 18;
  localparam int unsigned AtDstWidth = 6;
  localparam int unsigned AtSrc0Lsb = 12;
  localparam int unsigned AtSrc0Width = 6;
  localparam int unsigned AtSrc1Lsb = 6;
  localparam int unsigned AtSrc1Width = 6;
  localparam int unsigned AtScalarLsb = 2;
  localparam int unsigned AtScalarWidth = 4;
  localparam int unsigned AtAsyncLsb = 1;
  localparam int unsigned AtIndexedLsb = 0;

  // Opcodes
  localparam logic [7:0] OpAdd = 8'h10;
  localparam logic [7:0] OpSub = 8'h11;
  localparam logic [7:0] OpAnd = 8'h12;
  localparam logic [7:0] OpOr = 8'h13;
  localparam logic [7:0] OpXor = 8'h14;
  localparam logic [7:0] OpSll = 8'h15;
  localparam logic [7:0] OpSrl = 8'h16;
  localparam logic [7:0] OpSra = 8'h17;
  localparam logic [7:0] OpMul = 8'h18;
  localparam logic [7:0] OpMulh = 8'h19;
  localparam logic [7:0] OpMulhu = 8'h1a;
  localparam logic [7:0] OpSlt = 8'h1b;
  localparam logic [7:0] OpSltu = 8'h1c;
  localparam logic [7:0] OpSeq = 8'h1d;
  localparam logic [7:0] OpAdd32 = 8'h1e;
  localparam logic [7:0] OpSub32 = 8'h1f;
  localparam logic [7:0] OpFeqh = 8'h20;
  localparam logic [7:0] OpFlth = 8'h21;
  localparam logic [7:0] OpFleh = 8'h22;
  localparam logic [7:0] OpFeqs = 8'h23;
  localparam logic [7:0] OpFlts = 8'h24;
  localparam logic [7:0] OpFles = 8'h25;
  localparam logic [7:0] OpClz = 8'h26;
  localparam logic [7:0] OpCtz = 8'h27;
  localparam logic [7:0] OpPopcnt = 8'h28;
  localparam logic [7:0] OpMov = 8'h29;
  localparam logic [7:0] OpAddi = 8'h30;
  localparam logic [7:0] OpAndi = 8'h31;
  localparam logic [7:0] OpOri = 8'h32;
  localparam logic [7:0] OpXori = 8'h33;
  localparam logic [7:0] OpSlli = 8'h34;
  localparam logic [7:0] OpSrli = 8'h35;
  localparam logic [7:0] OpSrai = 8'h36;
  localparam logic [7:0] OpSlti = 8'h37;
  localparam logic [7:0] OpSltui = 8'h38;
  localparam logic [7:0] OpSeqi = 8'h39;
  localparam logic [7:0] OpMuli = 8'h3a;
  localparam logic [7:0] OpMovi = 8'h3b;
  localparam logic [7:0] OpLd16 = 8'h40;
  localparam logic [7:0] OpLd16a = 8'h41;
  localparam logic [7:0] OpLd32 = 8'h42;
  localparam logic [7:0] OpLd32a = 8'h43;
  localparam logic [7:0] OpSt16 = 8'h44;
  localparam logic [7:0] OpSt16a = 8'h45;
  localparam logic [7:0] OpSt32 = 8'h46;
  localparam logic [7:0] OpSt32a = 8'h47;
  localparam logic [7:0] OpLdcfg16 = 8'h48;
  localparam logic [7:0] OpLdcfg16a = 8'h49;
  localparam logic [7:0] OpLdcfg32 = 8'h4a;
  localparam logic [7:0] OpLdcfg32a = 8'h4b;
  localparam logic [7:0] OpStcfg16 = 8'h4c;
  localparam logic [7:0] OpStcfg16a = 8'h4d;
  localparam logic [7:0] OpStcfg32 = 8'h4e;
  localparam logic [7:0] OpStcfg32a = 8'h4f;
  localparam logic [7:0] OpBeq = 8'h50;
  localparam logic [7:0] OpBne = 8'h51;
  localparam logic [7:0] OpBlt = 8'h52;
  localparam logic [7:0] OpBge = 8'h53;
  localparam logic [7:0] OpBltu = 8'h54;
  localparam logic [7:0] OpBgeu = 8'h55;
  localparam logic [7:0] OpBeqz = 8'h56;
  localparam logic [7:0] OpBnez = 8'h57;
  localparam logic [7:0] OpJmp = 8'h58;
  localparam logic [7:0] OpJr = 8'h59;
  localparam logic [7:0] OpCall = 8'h5a;
  localparam logic [7:0] OpCallr = 8'h5b;
  localparam logic [7:0] OpYield = 8'h60;
  localparam logic [7:0] OpActvt = 8'h61;
  localparam logic [7:0] OpActvtr = 8'h62;
  localparam logic [7:0] OpBlk = 8'h63;
  localparam logic [7:0] OpBlkr = 8'h64;
  localparam logic [7:0] OpUblk = 8'h65;
  localparam logic [7:0] OpUblkr = 8'h66;
  localparam logic [7:0] OpTact = 8'h67;
  localparam logic [7:0] OpTblk = 8'h68;
  localparam logic [7:0] OpQempty = 8'h69;
  localparam logic [7:0] OpQfull = 8'h6a;
  localparam logic [7:0] OpTut = 8'h6b;
  localparam logic [7:0] OpTdone = 8'h6c;
  localparam logic [7:0] OpOnend = 8'h6d;
  localparam logic [7:0] OpNop = 8'h6e;
  localparam logic [7:0] OpHalt = 8'h6f;
  localparam logic [7:0] OpLdds = 8'h70;
  localparam logic [7:0] OpLddsr = 8'h71;
  localparam logic [7:0] OpStds = 8'h72;
  localparam logic [7:0] OpStdsr = 8'h73;
  localparam logic [7:0] OpSetds = 8'h74;
  localparam logic [7:0] OpSetdsi = 8'h75;
  localparam logic [7:0] OpAddds = 8'h76;
  localparam logic [7:0] OpAdddsi = 8'h77;
  localparam logic [7:0] OpCpds = 8'h78;
  localparam logic [7:0] OpGetds = 8'h79;
  localparam logic [7:0] OpSetsr = 8'h7a;
  localparam logic [7:0] OpGetsr = 8'h7b;
  localparam logic [7:0] OpAdd16 = 8'h80;
  localparam logic [7:0] OpSub16 = 8'h81;
  localparam logic [7:0] OpAnd16 = 8'h82;
  localparam logic [7:0] OpOr16 = 8'h83;
  localparam logic [7:0] OpXor16 = 8'h84;
  localparam logic [7:0] OpSll16 = 8'h85;
  localparam logic [7:0] OpSlr16 = 8'h86;
  localparam logic [7:0] OpSar16 = 8'h87;
  localparam logic [7:0] OpMov16 = 8'h88;
  localparam logic [7:0] OpMov32 = 8'h89;
  localparam logic [7:0] OpFaddh = 8'h90;
  localparam logic [7:0] OpFsubh = 8'h91;
  localparam logic [7:0] OpFmulh = 8'h92;
  localparam logic [7:0] OpFmach = 8'h93;
  localparam logic [7:0] OpFmaxh = 8'h94;
  localparam logic [7:0] OpFnegh = 8'h95;
  localparam logic [7:0] OpFabsh = 8'h96;
  localparam logic [7:0] OpFscaleh = 8'h97;
  localparam logic [7:0] OpFadds = 8'h98;
  localparam logic [7:0] OpFsubs = 8'h99;
  localparam logic [7:0] OpFmuls = 8'h9a;
  localparam logic [7:0] OpFmacs = 8'h9b;
  localparam logic [7:0] OpFmaxs = 8'h9c;
  localparam logic [7:0] OpFnegs = 8'h9d;
  localparam logic [7:0] OpFabss = 8'h9e;
  localparam logic [7:0] OpFscales = 8'h9f;
  localparam logic [7:0] OpFmachs = 8'ha0;
  localparam logic [7:0] OpFaddhs = 8'ha1;
  localparam logic [7:0] OpFh2s = 8'ha2;
  localparam logic [7:0] OpFs2h = 8'ha3;
  localparam logic [7:0] OpFh2xp16 = 8'ha4;
  localparam logic [7:0] OpFs2xp16 = 8'ha5;
  localparam logic [7:0] OpXp162fh = 8'ha6;
  localparam logic [7:0] OpXp162fs = 8'ha7;

  // Units
  localparam logic [3:0] UnitAlu = 4'd0;
  localparam logic [3:0] UnitMultiply = 4'd1;
  localparam logic [3:0] UnitHalf = 4'd2;
  localparam logic [3:0] UnitMixed = 4'd3;
  localparam logic [3:0] UnitAdd32 = 4'd4;
  localparam logic [3:0] UnitMul32 = 4'd5;
  localparam logic [3:0] UnitConvert = 4'd6;
  localparam logic [3:0] UnitMove = 4'd7;
  localparam logic [3:0] UnitMemory = 4'd8;
  localparam logic [3:0] UnitConfig = 4'd9;
  localparam logic [3:0] UnitBranch = 4'd10;
  localparam logic [3:0] UnitTask = 4'd11;
  localparam logic [3:0] UnitDescriptor = 4'd12;

  // Element types
  localparam logic [2:0] ElemNone = 3'd0;
  localparam logic [2:0] ElemI16 = 3'd1;
  localparam logic [2:0] ElemI32 = 3'd2;
  localparam logic [2:0] ElemF16 = 3'd3;
  localparam logic [2:0] ElemF32 = 3'd4;

  // What a word asks for. Of an illegal word only `legal` means something.
  typedef struct packed {
    logic       legal;  // 0: the word traps
    logic       is_vector;  // a vector instruction
    logic [3:0] where;  // Unit...
    logic [2:0] simd;  // elements a step at most
    logic [2:0] dst;  // Elem... of the destination
    logic [2:0] src0;  // Elem... of the first source; ElemNone: there is none
    logic [2:0] src1;  // Elem... of the second
    logic [2:0] scalar;  // Elem... of the scalar
    logic       is_async;  // runs as a microthread
    logic       indexed;  // takes its index from a register
    logic       x_read;  // register at 23:20 is read
    logic       x_write;  // is written
    logic       x_pair;  // is a pair
    logic       a_read;  // register at 19:16 is read
    logic       a_pair;  // is a pair
    logic       b_read;  // register at 15:12 is read
    logic       b_write;  // is written
    logic       b_pair;  // is a pair
    logic       near_read;  // register at 17:14 is read
    logic       dsr;  // descriptor register at 23:18 is used
    logic       dsr_from;  // descriptor register at 17:12 is read
  } decoded_t;
  localparam int unsigned DecodedWidth = 34;

  // Whether elements of a type take two words.
  function automatic logic wide(input logic [2:0] is);
    wide = is == ElemI32 || is == ElemF32;
  endfunction

  // Elements a step may take of a memory operand whose elements lie `stride` words apart; `unit`
  // is the stride of neighbours, 1 or 2.
  function automatic logic [2:0] stride_width(input logic signed [15:0] stride,
                                              input logic [1:0] unit, input logic [2:0] simd);
    logic [2:0] most;
    case (stride[2:0])
      3'd0: most = StrideLimit0[2:0];
      3'd1: most = StrideLimit1[2:0];
      3'd2: most = StrideLimit2[2:0];
      3'd3: most = StrideLimit3[2:0];
      3'd4: most = StrideLimit4[2:0];
      3'd5: most = StrideLimit5[2:0];
      3'd6: most = StrideLimit6[2:0];
      3'd7: most = StrideLimit7[2:0];
      default: most = 3'd1;
    endcase
    if (stride == 16'sd0 || stride == $signed({14'd0, unit}) || simd < most) stride_width = simd;
    else stride_width = most;
  endfunction

  // Whether the reads of a step, each starting at a word address, conflict.
  function automatic logic reads_conflict(input logic [15:0] first, input logic [15:0] second);
    reads_conflict = first[$clog2(ConflictModulo)-1:0] == second[$clog2(ConflictModulo)-1:0];
  endfunction

  // Whether a descriptor register (file, number) exists.
  function automatic logic dsr_exists(input logic [5:0] dsr);
    unique case (dsr[5:4])
      2'd0: dsr_exists = {28'd0, dsr[3:0]} < DestDsrs;
      2'd1: dsr_exists = {28'd0, dsr[3:0]} < Src0Dsrs;
      2'd2: dsr_exists = {28'd0, dsr[3:0]} < Src1Dsrs;
      2'd3: dsr_exists = {28'd0, dsr[3:0]} < Xdsrs;
      default: dsr_exists = 1'b0;
    endcase
  endfunction

  // Whether a source field fits elements of a type.
  function automatic logic source_legal(input logic [5:0] field, input logic [2:0] is);
    if (is == ElemNone) source_legal = 1'b1;
    else if (field[5:4] == OperandGpr) source_legal = !(wide(is) && field[0]);
    else source_legal = field[5:4] != 2'd3;
  endfunction

  // A decoded_t, given as plain bits because Yosys 0.23 knows no struct inside a function.
  function automatic logic [DecodedWidth-1:0] decode(input logic [31:0] w);
    logic ok;
    logic [31:0] reserved;
    logic       legal;
    logic       is_vector;
    logic [3:0] where;
    logic [2:0] simd;
    logic [2:0] dst;
    logic [2:0] src0;
    logic [2:0] src1;
    logic [2:0] scalar;
    logic       is_async;
    logic       indexed;
    logic       x_read;
    logic       x_write;
    logic       x_pair;
    logic       a_read;
    logic       a_pair;
    logic       b_read;
    logic       b_write;
    logic       b_pair;
    logic       near_read;
    logic       dsr;
    logic       dsr_from;
    legal = 1'd0;
    is_vector = 1'd0;
    where = 4'd0;
    simd = 3'd0;
    dst = 3'd0;
    src0 = 3'd0;
    src1 = 3'd0;
    scalar = 3'd0;
    is_async = 1'd0;
    indexed = 1'd0;
    x_read = 1'd0;
    x_write = 1'd0;
    x_pair = 1'd0;
    a_read = 1'd0;
    a_pair = 1'd0;
    b_read = 1'd0;
    b_write = 1'd0;
    b_pair = 1'd0;
    near_read = 1'd0;
    dsr = 1'd0;
    dsr_from = 1'd0;
    ok = 1'b1;
    reserved = 32'h00ffffff;
    case (w[31:24])
      8'h10: begin reserved = 32'h00000fff; where = 4'd0; x_write = 1'b1; a_read = 1'b1; b_read = 1'b1; end  // add
      8'h11: begin reserved = 32'h00000fff; where = 4'd0; x_write = 1'b1; a_read = 1'b1; b_read = 1'b1; end  // sub
      8'h12: begin reserved = 32'h00000fff; where = 4'd0; x_write = 1'b1; a_read = 1'b1; b_read = 1'b1; end  // and
      8'h13: begin reserved = 32'h00000fff; where = 4'd0; x_write = 1'b1; a_read = 1'b1; b_read = 1'b1; end  // or
      8'h14: begin reserved = 32'h00000fff; where = 4'd0; x_write = 1'b1; a_read = 1'b1; b_read = 1'b1; end  // xor
      8'h15: begin reserved = 32'h00000fff; where = 4'd0; x_write = 1'b1; a_read = 1'b1; b_read = 1'b1; end  // sll
      8'h16: begin reserved = 32'h00000fff; where = 4'd0; x_write = 1'b1; a_read = 1'b1; b_read = 1'b1; end  // srl
      8'h17: begin reserved = 32'h00000fff; where = 4'd0; x_write = 1'b1; a_read = 1'b1; b_read = 1'b1; end  // sra
      8'h18: begin reserved = 32'h00000fff; where = 4'd1; x_write = 1'b1; a_read = 1'b1; b_read = 1'b1; end  // mul
      8'h19: begin reserved = 32'h00000fff; where = 4'd1; x_write = 1'b1; a_read = 1'b1; b_read = 1'b1; end  // mulh
      8'h1a: begin reserved = 32'h00000fff; where = 4'd1; x_write = 1'b1; a_read = 1'b1; b_read = 1'b1; end  // mulhu
      8'h1b: begin reserved = 32'h00000fff; where = 4'd0; x_write = 1'b1; a_read = 1'b1; b_read = 1'b1; end  // slt
      8'h1c: begin reserved = 32'h00000fff; where = 4'd0; x_write = 1'b1; a_read = 1'b1; b_read = 1'b1; end  // sltu
      8'h1d: begin reserved = 32'h00000fff; where = 4'd0; x_write = 1'b1; a_read = 1'b1; b_read = 1'b1; end  // seq
      8'h1e: begin reserved = 32'h00000fff; where = 4'd0; x_write = 1'b1; x_pair = 1'b1; a_read = 1'b1; a_pair = 1'b1; b_read = 1'b1; b_pair = 1'b1; end  // add32
      8'h1f: begin reserved = 32'h00000fff; where = 4'd0; x_write = 1'b1; x_pair = 1'b1; a_read = 1'b1; a_pair = 1'b1; b_read = 1'b1; b_pair = 1'b1; end  // sub32
      8'h20: begin reserved = 32'h00000fff; where = 4'd2; x_write = 1'b1; a_read = 1'b1; b_read = 1'b1; end  // feqh
      8'h21: begin reserved = 32'h00000fff; where = 4'd2; x_write = 1'b1; a_read = 1'b1; b_read = 1'b1; end  // flth
      8'h22: begin reserved = 32'h00000fff; where = 4'd2; x_write = 1'b1; a_read = 1'b1; b_read = 1'b1; end  // fleh
      8'h23: begin reserved = 32'h00000fff; where = 4'd4; x_write = 1'b1; a_read = 1'b1; a_pair = 1'b1; b_read = 1'b1; b_pair = 1'b1; end  // feqs
      8'h24: begin reserved = 32'h00000fff; where = 4'd4; x_write = 1'b1; a_read = 1'b1; a_pair = 1'b1; b_read = 1'b1; b_pair = 1'b1; end  // flts
      8'h25: begin reserved = 32'h00000fff; where = 4'd4; x_write = 1'b1; a_read = 1'b1; a_pair = 1'b1; b_read = 1'b1; b_pair = 1'b1; end  // fles
      8'h26: begin reserved = 32'h0000ffff; where = 4'd0; x_write = 1'b1; a_read = 1'b1; end  // clz
      8'h27: begin reserved = 32'h0000ffff; where = 4'd0; x_write = 1'b1; a_read = 1'b1; end  // ctz
      8'h28: begin reserved = 32'h0000ffff; where = 4'd0; x_write = 1'b1; a_read = 1'b1; end  // popcnt
      8'h29: begin reserved = 32'h0000ffff; where = 4'd0; x_write = 1'b1; a_read = 1'b1; end  // mov
      8'h30: begin reserved = 32'h00000000; where = 4'd0; x_write = 1'b1; a_read = 1'b1; end  // addi
      8'h31: begin reserved = 32'h00000000; where = 4'd0; x_write = 1'b1; a_read = 1'b1; end  // andi
      8'h32: begin reserved = 32'h00000000; where = 4'd0; x_write = 1'b1; a_read = 1'b1; end  // ori
      8'h33: begin reserved = 32'h00000000; where = 4'd0; x_write = 1'b1; a_read = 1'b1; end  // xori
      8'h34: begin reserved = 32'h0000fff0; where = 4'd0; x_write = 1'b1; a_read = 1'b1; end  // slli
      8'h35: begin reserved = 32'h0000fff0; where = 4'd0; x_write = 1'b1; a_read = 1'b1; end  // srli
      8'h36: begin reserved = 32'h0000fff0; where = 4'd0; x_write = 1'b1; a_read = 1'b1; end  // srai
      8'h37: begin reserved = 32'h00000000; where = 4'd0; x_write = 1'b1; a_read = 1'b1; end  // slti
      8'h38: begin reserved = 32'h00000000; where = 4'd0; x_write = 1'b1; a_read = 1'b1; end  // sltui
      8'h39: begin reserved = 32'h00000000; where = 4'd0; x_write = 1'b1; a_read = 1'b1; end  // seqi
      8'h3a: begin reserved = 32'h00000000; where = 4'd1; x_write = 1'b1; a_read = 1'b1; end  // muli
      8'h3b: begin reserved = 32'h000f0000; where = 4'd0; x_write = 1'b1; end  // movi
      8'h40: begin reserved = 32'h00000000; where = 4'd8; x_write = 1'b1; a_read = 1'b1; end  // ld16
      8'h41: begin reserved = 32'h000f0000; where = 4'd8; x_write = 1'b1; end  // ld16a
      8'h42: begin reserved = 32'h00000000; where = 4'd8; x_write = 1'b1; x_pair = 1'b1; a_read = 1'b1; end  // ld32
      8'h43: begin reserved = 32'h000f0000; where = 4'd8; x_write = 1'b1; x_pair = 1'b1; end  // ld32a
      8'h44: begin reserved = 32'h00000000; where = 4'd8; x_read = 1'b1; a_read = 1'b1; end  // st16
      8'h45: begin reserved = 32'h000f0000; where = 4'd8; x_read = 1'b1; end  // st16a
      8'h46: begin reserved = 32'h00000000; where = 4'd8; x_read = 1'b1; x_pair = 1'b1; a_read = 1'b1; end  // st32
      8'h47: begin reserved = 32'h000f0000; where = 4'd8; x_read = 1'b1; x_pair = 1'b1; end  // st32a
      8'h48: begin reserved = 32'h00000000; where = 4'd9; x_write = 1'b1; a_read = 1'b1; end  // ldcfg16
      8'h49: begin reserved = 32'h000f0000; where = 4'd9; x_write = 1'b1; end  // ldcfg16a
      8'h4a: begin reserved = 32'h00000000; where = 4'd9; x_write = 1'b1; x_pair = 1'b1; a_read = 1'b1; end  // ldcfg32
      8'h4b: begin reserved = 32'h000f0000; where = 4'd9; x_write = 1'b1; x_pair = 1'b1; end  // ldcfg32a
      8'h4c: begin reserved = 32'h00000000; where = 4'd9; x_read = 1'b1; a_read = 1'b1; end  // stcfg16
      8'h4d: begin reserved = 32'h000f0000; where = 4'd9; x_read = 1'b1; end  // stcfg16a
      8'h4e: begin reserved = 32'h00000000; where = 4'd9; x_read = 1'b1; x_pair = 1'b1; a_read = 1'b1; end  // stcfg32
      8'h4f: begin reserved = 32'h000f0000; where = 4'd9; x_read = 1'b1; x_pair = 1'b1; end  // stcfg32a
      8'h50: begin reserved = 32'h00000000; where = 4'd10; x_read = 1'b1; a_read = 1'b1; end  // beq
      8'h51: begin reserved = 32'h00000000; where = 4'd10; x_read = 1'b1; a_read = 1'b1; end  // bne
      8'h52: begin reserved = 32'h00000000; where = 4'd10; x_read = 1'b1; a_read = 1'b1; end  // blt
      8'h53: begin reserved = 32'h00000000; where = 4'd10; x_read = 1'b1; a_read = 1'b1; end  // bge
      8'h54: begin reserved = 32'h00000000; where = 4'd10; x_read = 1'b1; a_read = 1'b1; end  // bltu
      8'h55: begin reserved = 32'h00000000; where = 4'd10; x_read = 1'b1; a_read = 1'b1; end  // bgeu
      8'h56: begin reserved = 32'h000f0000; where = 4'd10; x_read = 1'b1; end  // beqz
      8'h57: begin reserved = 32'h000f0000; where = 4'd10; x_read = 1'b1; end  // bnez
      8'h58: begin reserved = 32'h00ff0000; where = 4'd10; end  // jmp
      8'h59: begin reserved = 32'h00f0ffff; where = 4'd10; a_read = 1'b1; end  // jr
      8'h5a: begin reserved = 32'h000f0000; where = 4'd10; x_write = 1'b1; end  // call
      8'h5b: begin reserved = 32'h0000ffff; where = 4'd10; x_write = 1'b1; a_read = 1'b1; end  // callr
      8'h60: begin reserved = 32'h00ffffff; where = 4'd11; end  // yield
      8'h61: begin reserved = 32'h00ffffc0; where = 4'd11; end  // actvt
      8'h62: begin reserved = 32'h00f0ffff; where = 4'd11; a_read = 1'b1; end  // actvtr
      8'h63: begin reserved = 32'h00ffffc0; where = 4'd11; end  // blk
      8'h64: begin reserved = 32'h00f0ffff; where = 4'd11; a_read = 1'b1; end  // blkr
      8'h65: begin reserved = 32'h00ffffc0; where = 4'd11; end  // ublk
      8'h66: begin reserved = 32'h00f0ffff; where = 4'd11; a_read = 1'b1; end  // ublkr
      8'h67: begin reserved = 32'h000fffc0; where = 4'd11; x_write = 1'b1; end  // tact
      8'h68: begin reserved = 32'h000fffc0; where = 4'd11; x_write = 1'b1; end  // tblk
      8'h69: begin reserved = 32'h0000ffff; where = 4'd11; x_write = 1'b1; ok = ok && w[19:16] < 4'd14; end  // qempty
      8'h6a: begin reserved = 32'h0000ffff; where = 4'd11; x_write = 1'b1; ok = ok && w[19:16] < 4'd14; end  // qfull
      8'h6b: begin reserved = 32'h0008ffff; where = 4'd11; x_write = 1'b1; end  // tut
      8'h6c: begin reserved = 32'h000fffff; where = 4'd11; x_write = 1'b1; end  // tdone
      8'h6d: begin reserved = 32'h00003fff; where = 4'd11; ok = ok && w[15:14] != 2'd3; end  // onend
      8'h6e: begin reserved = 32'h00ffffff; where = 4'd11; end  // nop
      8'h6f: begin reserved = 32'h00ffffff; where = 4'd11; end  // halt
      8'h70: begin reserved = 32'h00030000; where = 4'd12; dsr = 1'b1; end  // ldds
      8'h71: begin reserved = 32'h00000000; where = 4'd12; dsr = 1'b1; near_read = 1'b1; end  // lddsr
      8'h72: begin reserved = 32'h00030000; where = 4'd12; dsr = 1'b1; end  // stds
      8'h73: begin reserved = 32'h00000000; where = 4'd12; dsr = 1'b1; near_read = 1'b1; end  // stdsr
      8'h74: begin reserved = 32'h00000fff; where = 4'd12; dsr = 1'b1; b_read = 1'b1; end  // setds
      8'h75: begin reserved = 32'h00000000; where = 4'd12; dsr = 1'b1; end  // setdsi
      8'h76: begin reserved = 32'h00000fff; where = 4'd12; dsr = 1'b1; b_read = 1'b1; end  // addds
      8'h77: begin reserved = 32'h00000000; where = 4'd12; dsr = 1'b1; end  // adddsi
      8'h78: begin reserved = 32'h00000fff; where = 4'd12; dsr = 1'b1; dsr_from = 1'b1; end  // cpds
      8'h79: begin reserved = 32'h00000fff; where = 4'd12; dsr = 1'b1; b_write = 1'b1; end  // getds
      8'h7a: begin reserved = 32'h0000ffff; where = 4'd12; a_read = 1'b1; end  // setsr
      8'h7b: begin reserved = 32'h0000ffff; where = 4'd12; x_write = 1'b1; end  // getsr
      8'h80: begin reserved = 32'h00000000; where = 4'd0; is_vector = 1'b1; simd = 3'd4; dst = ElemI16; src0 = ElemI16; src1 = ElemI16; end  // add16
      8'h81: begin reserved = 32'h00000000; where = 4'd0; is_vector = 1'b1; simd = 3'd4; dst = ElemI16; src0 = ElemI16; src1 = ElemI16; end  // sub16
      8'h82: begin reserved = 32'h00000000; where = 4'd0; is_vector = 1'b1; simd = 3'd4; dst = ElemI16; src0 = ElemI16; src1 = ElemI16; end  // and16
      8'h83: begin reserved = 32'h00000000; where = 4'd0; is_vector = 1'b1; simd = 3'd4; dst = ElemI16; src0 = ElemI16; src1 = ElemI16; end  // or16
      8'h84: begin reserved = 32'h00000000; where = 4'd0; is_vector = 1'b1; simd = 3'd4; dst = ElemI16; src0 = ElemI16; src1 = ElemI16; end  // xor16
      8'h85: begin reserved = 32'h00000000; where = 4'd0; is_vector = 1'b1; simd = 3'd1; dst = ElemI16; src0 = ElemI16; src1 = ElemI16; end  // sll16
      8'h86: begin reserved = 32'h00000000; where = 4'd0; is_vector = 1'b1; simd = 3'd1; dst = ElemI16; src0 = ElemI16; src1 = ElemI16; end  // slr16
      8'h87: begin reserved = 32'h00000000; where = 4'd0; is_vector = 1'b1; simd = 3'd1; dst = ElemI16; src0 = ElemI16; src1 = ElemI16; end  // sar16
      8'h88: begin reserved = 32'h0003f000; where = 4'd7; is_vector = 1'b1; simd = 3'd4; dst = ElemI16; src1 = ElemI16; end  // mov16
      8'h89: begin reserved = 32'h0003f000; where = 4'd7; is_vector = 1'b1; simd = 3'd2; dst = ElemI32; src1 = ElemI32; end  // mov32
      8'h90: begin reserved = 32'h00000000; where = 4'd2; is_vector = 1'b1; simd = 3'd4; dst = ElemF16; src0 = ElemF16; src1 = ElemF16; end  // faddh
      8'h91: begin reserved = 32'h00000000; where = 4'd2; is_vector = 1'b1; simd = 3'd4; dst = ElemF16; src0 = ElemF16; src1 = ElemF16; end  // fsubh
      8'h92: begin reserved = 32'h00000000; where = 4'd2; is_vector = 1'b1; simd = 3'd4; dst = ElemF16; src0 = ElemF16; src1 = ElemF16; end  // fmulh
      8'h93: begin reserved = 32'h00000000; where = 4'd2; is_vector = 1'b1; simd = 3'd4; dst = ElemF16; src0 = ElemF16; src1 = ElemF16; scalar = ElemF16; end  // fmach
      8'h94: begin reserved = 32'h00000000; where = 4'd2; is_vector = 1'b1; simd = 3'd1; dst = ElemF16; src0 = ElemF16; src1 = ElemF16; end  // fmaxh
      8'h95: begin reserved = 32'h0003f000; where = 4'd2; is_vector = 1'b1; simd = 3'd4; dst = ElemF16; src1 = ElemF16; end  // fnegh
      8'h96: begin reserved = 32'h0003f000; where = 4'd2; is_vector = 1'b1; simd = 3'd4; dst = ElemF16; src1 = ElemF16; end  // fabsh
      8'h97: begin reserved = 32'h00000000; where = 4'd2; is_vector = 1'b1; simd = 3'd4; dst = ElemF16; src0 = ElemF16; src1 = ElemI16; end  // fscaleh
      8'h98: begin reserved = 32'h00000000; where = 4'd4; is_vector = 1'b1; simd = 3'd2; dst = ElemF32; src0 = ElemF32; src1 = ElemF32; end  // fadds
      8'h99: begin reserved = 32'h00000000; where = 4'd4; is_vector = 1'b1; simd = 3'd2; dst = ElemF32; src0 = ElemF32; src1 = ElemF32; end  // fsubs
      8'h9a: begin reserved = 32'h00000000; where = 4'd5; is_vector = 1'b1; simd = 3'd1; dst = ElemF32; src0 = ElemF32; src1 = ElemF32; end  // fmuls
      8'h9b: begin reserved = 32'h00000000; where = 4'd5; is_vector = 1'b1; simd = 3'd1; dst = ElemF32; src0 = ElemF32; src1 = ElemF32; scalar = ElemF32; end  // fmacs
      8'h9c: begin reserved = 32'h00000000; where = 4'd4; is_vector = 1'b1; simd = 3'd1; dst = ElemF32; src0 = ElemF32; src1 = ElemF32; end  // fmaxs
      8'h9d: begin reserved = 32'h0003f000; where = 4'd4; is_vector = 1'b1; simd = 3'd2; dst = ElemF32; src1 = ElemF32; end  // fnegs
      8'h9e: begin reserved = 32'h0003f000; where = 4'd4; is_vector = 1'b1; simd = 3'd2; dst = ElemF32; src1 = ElemF32; end  // fabss
      8'h9f: begin reserved = 32'h00000000; where = 4'd4; is_vector = 1'b1; simd = 3'd2; dst = ElemF32; src0 = ElemF32; src1 = ElemI16; end  // fscales
      8'ha0: begin reserved = 32'h00000000; where = 4'd3; is_vector = 1'b1; simd = 3'd2; dst = ElemF32; src0 = ElemF32; src1 = ElemF16; scalar = ElemF16; end  // fmachs
      8'ha1: begin reserved = 32'h00000000; where = 4'd3; is_vector = 1'b1; simd = 3'd2; dst = ElemF32; src0 = ElemF32; src1 = ElemF16; end  // faddhs
      8'ha2: begin reserved = 32'h0003f000; where = 4'd6; is_vector = 1'b1; simd = 3'd1; dst = ElemF32; src1 = ElemF16; end  // fh2s
      8'ha3: begin reserved = 32'h0003f000; where = 4'd6; is_vector = 1'b1; simd = 3'd1; dst = ElemF16; src1 = ElemF32; end  // fs2h
      8'ha4: begin reserved = 32'h0003f000; where = 4'd6; is_vector = 1'b1; simd = 3'd1; dst = ElemI16; src1 = ElemF16; end  // fh2xp16
      8'ha5: begin reserved = 32'h0003f000; where = 4'd6; is_vector = 1'b1; simd = 3'd1; dst = ElemI16; src1 = ElemF32; end  // fs2xp16
      8'ha6: begin reserved = 32'h0003f000; where = 4'd6; is_vector = 1'b1; simd = 3'd1; dst = ElemF16; src1 = ElemI16; end  // xp162fh
      8'ha7: begin reserved = 32'h0003f000; where = 4'd6; is_vector = 1'b1; simd = 3'd1; dst = ElemF32; src1 = ElemI16; end  // xp162fs
      default: ok = 1'b0;
    endcase
    ok = ok && (w & reserved) == 32'd0;
    if (x_pair && w[20]) ok = 1'b0;
    if (a_pair && w[16]) ok = 1'b0;
    if (b_pair && w[12]) ok = 1'b0;
    if (dsr && !dsr_exists(w[23:18])) ok = 1'b0;
    if (dsr_from && !dsr_exists(w[17:12])) ok = 1'b0;
    if (is_vector) begin
      is_async = w[AtAsyncLsb];
      indexed = w[AtIndexedLsb];
      unique case (w[23:22])
        OperandGpr: if ((wide(dst) && w[18]) || is_async) ok = 1'b0;
        OperandDsr: if (!dsr_exists({FileDest, w[21:18]})) ok = 1'b0;
        OperandOther: if (!dsr_exists({FileSrc0, w[21:18]})) ok = 1'b0;
        default: ok = 1'b0;
      endcase
      if (!source_legal(w[17:12], src0) || !source_legal(w[11:6], src1)) ok = 1'b0;
      if (scalar == ElemNone && !indexed && w[5:2] != 4'd0) ok = 1'b0;
      if (wide(scalar) && w[2]) ok = 1'b0;
    end
    legal = ok;
    decode = {legal, is_vector, where, simd, dst, src0, src1, scalar, is_async, indexed, x_read, x_write, x_pair, a_read, a_pair, b_read, b_write, b_pair, near_read, dsr, dsr_from};
  endfunction

endpackage
/* verilator lint_on UNUSED */
